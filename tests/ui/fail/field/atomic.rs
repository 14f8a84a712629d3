// What an atomic counts isn't noticed.
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: std::sync::atomic::AtomicU32,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
