// The first version is 1, whether it is said or not.
use session_core::Session;

#[derive(Session)]
#[session(version = 1)]
struct Account {
    user: Option<u64>,
}

fn main() {}
