// A session's cookie is bound to one type.
use session_core::Session;

#[derive(Session)]
struct Basket<Item> {
    items: Vec<Item>,
}

fn main() {}
