// The cookie that a session is kept in is no former one.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-account", was_cookie(name = "__Host-account"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
