// A session that serde can write is a field of another one.
use session_core::Session;

#[derive(Session)]
struct Account {
    baskets: Vec<Basket>,
}

#[derive(Session, serde::Serialize, serde::Deserialize)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    let _ = Account { baskets: vec![Basket { items: Vec::new() }] };
}
