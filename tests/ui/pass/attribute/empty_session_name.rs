// This one.
use session_core::Session;

#[derive(Session)]
#[session(name = "account")]
struct Account {
    user: Option<u64>,
}

fn main() {}
