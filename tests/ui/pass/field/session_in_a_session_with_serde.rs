// The part is a plain struct.
use session_core::Session;

#[derive(Session)]
struct Account {
    baskets: Vec<Basket>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    let _ = Account { baskets: vec![Basket { items: Vec::new() }] };
}
