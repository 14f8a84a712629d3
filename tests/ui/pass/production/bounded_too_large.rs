// It fits whatever is in it.
use session_core::Session;

#[derive(Session)]
#[session(bounded)]
struct Basket {
    #[session(max_len = 50)]
    items: Vec<u64>,
    #[session(max_len = 200)]
    note: String,
}

fn main() {}
