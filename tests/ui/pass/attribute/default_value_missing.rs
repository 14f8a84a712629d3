// This one.
use session_core::Session;

#[derive(Session)]
struct Prefs {
    #[session(default = 10)]
    lines: u32,
}

fn main() {}
