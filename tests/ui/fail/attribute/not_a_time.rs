// A unit is one letter.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30 minutes")]
struct Account {
    user: Option<u64>,
}

fn main() {}
