// `default` says with what.
use session_core::Session;

enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    size: u32,
    #[session(skip, default = Theme::Light)]
    theme: Theme,
}

fn main() {}
