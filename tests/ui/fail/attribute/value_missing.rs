// After `=` comes a value.
use session_core::Session;

#[derive(Session)]
#[session(idle =)]
struct Account {
    user: Option<u64>,
}

fn main() {}
