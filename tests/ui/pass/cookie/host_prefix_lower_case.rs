// It says no Domain.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__host-id")]
struct Account {
    user: Option<u64>,
}

fn main() {}
