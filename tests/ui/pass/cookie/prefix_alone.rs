// A prefix is no name.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-account")]
struct Account {
    user: Option<u64>,
}

fn main() {}
