// A session lives for a while.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "0s")]
struct Account {
    user: Option<u64>,
}

fn main() {}
