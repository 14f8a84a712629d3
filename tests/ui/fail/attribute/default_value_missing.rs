// After `default =` comes an expression.
use session_core::Session;

#[derive(Session)]
struct Prefs {
    #[session(default =)]
    lines: u32,
}

fn main() {}
