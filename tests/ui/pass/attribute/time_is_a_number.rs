// `s` is seconds.
use session_core::Session;

#[derive(Session)]
#[session(idle = "1800s")]
struct Account {
    user: Option<u64>,
}

fn main() {}
