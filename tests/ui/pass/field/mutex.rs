// The value itself is written through `&mut`.
use session_core::Session;

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    assert!(!Basket::SCHEMA.is_persistent());
}
