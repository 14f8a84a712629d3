// The part is a plain struct.
use session_core::Session;

#[derive(Session)]
struct Account {
    basket: Basket,
}

#[derive(serde::Serialize, serde::Deserialize, Default)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    let _ = Account { basket: Basket { items: Vec::new() } };
}
