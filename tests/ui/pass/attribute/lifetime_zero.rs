// For a second at least.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "1s")]
struct Account {
    user: Option<u64>,
}

fn main() {}
