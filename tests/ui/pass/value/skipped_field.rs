// What isn't stored isn't a part of it.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    number: u32,
    price: u32,
}

fn main() {}
