// A time has a unit.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30")]
struct Account {
    user: Option<u64>,
}

fn main() {}
