// A prefix is no name.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-")]
struct Account {
    user: Option<u64>,
}

fn main() {}
