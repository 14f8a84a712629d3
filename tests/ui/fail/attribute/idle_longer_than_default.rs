// An idle time that is longer than the lifetime is never reached.
use session_core::Session;

#[derive(Session)]
#[session(idle = "31d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
