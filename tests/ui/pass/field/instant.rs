// A `SystemTime` does.
use session_core::Session;

#[derive(Session)]
struct Visits {
    latest: Option<std::time::SystemTime>,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
