// There is a longer lifetime.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "60d", idle = "31d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
