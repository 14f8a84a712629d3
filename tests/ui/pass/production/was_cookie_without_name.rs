// This one.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "account", path = "/shop"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
