// This one does.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-id")]
struct Account {
    user: Option<u64>,
}

fn main() {}
