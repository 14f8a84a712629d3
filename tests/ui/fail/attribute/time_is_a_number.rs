// A time has a unit, so it is a text.
use session_core::Session;

#[derive(Session)]
#[session(idle = 1800)]
struct Account {
    user: Option<u64>,
}

fn main() {}
