// A skipped field has no name in the cookie.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(skip, rename = "u")]
    user: Option<u64>,
}

fn main() {}
