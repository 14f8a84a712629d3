// In time.
use session_core::Session;

#[derive(Session)]
#[session(idle = "30m", refresh = "10m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
