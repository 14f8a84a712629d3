// A skipped field starts anew with every request, with something in it.
use session_core::Session;

enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    size: u32,
    #[session(skip)]
    theme: Theme,
}

fn main() {}
