// Once.
use session_core::Session;

#[derive(Session)]
#[session(removed("email"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
