// What is in a list can be written and read by serde, too.
use session_core::Session;

#[derive(Clone, Debug)]
struct Item {
    number: u32,
}

#[derive(Session)]
struct Basket {
    items: Vec<Item>,
}

fn main() {}
