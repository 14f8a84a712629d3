// A session is a field of another one.
use session_core::Session;

#[derive(Session)]
struct Account {
    basket: Basket,
}

#[derive(Session, Default)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    let _ = Account { basket: Basket { items: Vec::new() } };
}
