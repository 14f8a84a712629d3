// It is any expression of that type.
use session_core::Session;

#[derive(Session)]
struct Prefs {
    #[session(default = 10)]
    lines: u32,
}

fn main() {
    assert!(!Prefs::SCHEMA.is_persistent());
}
