// A `__Host-` cookie has no Path of its own.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "__Host-login"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
