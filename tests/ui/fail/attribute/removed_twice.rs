// A name is removed once.
use session_core::Session;

#[derive(Session)]
#[session(removed("email", "email"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
