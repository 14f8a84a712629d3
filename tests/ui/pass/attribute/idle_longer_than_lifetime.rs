// A shorter one is.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "12h", idle = "30m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
