// Browsers know the prefix in any case.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__host-id", domain = "example.com")]
struct Account {
    user: Option<u64>,
}

fn main() {}
