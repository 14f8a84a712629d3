// This way.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "12h")]
struct Account {
    user: Option<u64>,
}

fn main() {}
