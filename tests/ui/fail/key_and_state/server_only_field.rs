// A `server_only` field can't be kept in a cookie, which its visitor can read.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Account {
    user: Option<u64>,
    #[session(server_only)]
    failed_logins: u32,
}

fn main() {
    let _sessions = Sessions::<Account>::in_cookie(Key::generate());
}
