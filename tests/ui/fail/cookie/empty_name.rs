// A cookie has a name.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "")]
struct Account {
    user: Option<u64>,
}

fn main() {}
