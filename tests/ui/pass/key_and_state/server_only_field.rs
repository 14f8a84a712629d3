// What the visitor may read and present again can.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Account {
    user: Option<u64>,
    failed_logins: u32,
}

fn main() {
    let _sessions = Sessions::<Account>::in_cookie(Key::generate());
}
