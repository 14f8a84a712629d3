// This one has none.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "my-session")]
struct Account {
    user: Option<u64>,
}

fn main() {}
