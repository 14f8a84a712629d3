// No browser ever kept a `__Host-` cookie with a Domain.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "__Host-login", domain = "example.com"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
