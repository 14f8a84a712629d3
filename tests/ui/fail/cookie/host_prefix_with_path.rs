// A `__Host-` cookie belongs to all of its host.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-id", path = "/shop")]
struct Account {
    user: Option<u64>,
}

fn main() {}
