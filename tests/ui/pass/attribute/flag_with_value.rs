// It is there.
use session_core::Session;

#[derive(Session)]
#[session(persistent)]
struct Account {
    user: Option<u64>,
}

fn main() {}
