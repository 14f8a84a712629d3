// A refresh comes before the session is too old.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30m", refresh = "30m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
