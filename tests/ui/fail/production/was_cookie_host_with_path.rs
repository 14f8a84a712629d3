// No browser ever kept a `__Host-` cookie with a Path of its own.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "__Host-login", path = "/shop"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
