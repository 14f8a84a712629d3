// A `__Host-` cookie belongs to one host.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-id", domain = "example.com")]
struct Account {
    user: Option<u64>,
}

fn main() {}
