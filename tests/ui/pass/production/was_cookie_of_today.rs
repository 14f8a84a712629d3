// A former cookie is another one than the session is kept in.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-account", was_cookie(name = "__Host-login"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
