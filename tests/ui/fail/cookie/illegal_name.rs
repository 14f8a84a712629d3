// A cookie's name has no space.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "my session")]
struct Account {
    user: Option<u64>,
}

fn main() {}
