// Signed cookies move to a type that is encrypted by now.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let sessions = Sessions::<Account>::in_cookie(Key::generate());
    let _ = sessions.accepting_signed_until(Key::generate(), SystemTime::now());
}
