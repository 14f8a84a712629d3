// A number is written through `&mut`.
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
