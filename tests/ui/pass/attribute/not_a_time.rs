// `m` is minutes.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
