// Versions are counted from 1.
use session_core::Session;

#[derive(Session)]
#[session(version = 0)]
struct Account {
    user: Option<u64>,
}

fn main() {}
