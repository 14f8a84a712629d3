// This one.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "account")]
struct Account {
    user: Option<u64>,
}

fn main() {}
