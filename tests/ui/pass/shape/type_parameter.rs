// Each type of basket is a session of its own.
use session_core::Session;

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

fn main() {}
