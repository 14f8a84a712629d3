#[session(removed("gift"))]
struct Item {
    #[session(rename = "p", alias = "product")]
    product_id: u64,
    #[session(default = 1)]
    quantity: u16,
}
