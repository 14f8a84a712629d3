// What can exceed 4096 bytes is not bounded.
use session_core::Session;

#[derive(Session)]
#[session(bounded)]
struct Basket {
    #[session(max_len = 500)]
    items: Vec<u64>,
    #[session(max_len = 200)]
    note: String,
}

fn main() {}
