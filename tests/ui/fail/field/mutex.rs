// What is written behind a lock isn't noticed.
use session_core::Session;

#[derive(Session)]
struct Basket {
    items: std::sync::Mutex<Vec<u32>>,
}

fn main() {
    assert!(!Basket::SCHEMA.is_persistent());
}
