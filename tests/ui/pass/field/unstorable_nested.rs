// serde's derives do it.
use session_core::Session;

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Item {
    number: u32,
}

#[derive(Session)]
struct Basket {
    items: Vec<Item>,
}

fn main() {}
