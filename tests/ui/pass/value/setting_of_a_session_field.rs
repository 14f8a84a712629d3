// The field of the session does.
use session_core::SessionValue;

use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(identity, default)]
    user: User,
}

#[derive(Default, SessionValue)]
struct User {
    number: u64,
}

fn main() {}
