// A cookie is the same on every port.
use session_core::Session;

#[derive(Session)]
#[session(domain = "localhost:3000")]
struct Account {
    user: Option<u64>,
}

fn main() {}
