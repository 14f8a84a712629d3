// A default has the field's type.
use session_core::Session;

#[derive(Session)]
struct Prefs {
    #[session(default = "10")]
    lines: u32,
}

fn main() {
    assert!(!Prefs::SCHEMA.is_persistent());
}
