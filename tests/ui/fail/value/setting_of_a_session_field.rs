// A value doesn't say who the visitor is.
use session_core::SessionValue;

use session_core::Session;

#[derive(Session)]
struct Account {
    user: User,
}

#[derive(Default, SessionValue)]
struct User {
    #[session(identity)]
    number: u64,
}

fn main() {}
