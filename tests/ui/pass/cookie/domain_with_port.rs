// The Domain is the host alone.
use session_core::Session;

#[derive(Session)]
#[session(domain = "localhost")]
struct Account {
    user: Option<u64>,
}

fn main() {}
