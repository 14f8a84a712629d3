// An idle time that is longer than the lifetime is never reached.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "12h", idle = "13h")]
struct Account {
    user: Option<u64>,
}

fn main() {}
