// It is given one.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
