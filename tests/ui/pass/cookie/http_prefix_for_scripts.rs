// This one is.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Http-id")]
struct Account {
    user: Option<u64>,
}

fn main() {}
