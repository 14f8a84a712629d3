// Cookies of a type that is signed are opened as they are.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(persistent)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let sessions = Sessions::<Account>::in_cookie(Key::generate());
    let _ = sessions.accepting_signed_until(Key::generate(), SystemTime::now());
}
