// Cookies of a type that is signed are opened as they are.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(persistent)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let options = Sessions::<Account>::options();
    let _ = options.accepting_signed_until(Key::generate(), SystemTime::now()).in_cookie(Key::generate());
}
