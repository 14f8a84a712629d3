// An `Instant` means nothing to another process.
use session_core::Session;

#[derive(Session)]
struct Visits {
    latest: Option<std::time::Instant>,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
