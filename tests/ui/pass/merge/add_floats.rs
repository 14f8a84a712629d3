// One of integers doesn't.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    cents: i64,
}

fn main() {}
