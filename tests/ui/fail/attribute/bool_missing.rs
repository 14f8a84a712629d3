// `secure` is on by default: the setting says which.
use session_core::Session;

#[derive(Session)]
#[session(secure)]
struct Account {
    user: Option<u64>,
}

fn main() {}
