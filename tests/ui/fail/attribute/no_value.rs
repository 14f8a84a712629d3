// `idle` has no value of its own.
use session_core::Session;

#[derive(Session)]
#[session(idle)]
struct Account {
    user: Option<u64>,
}

fn main() {}
