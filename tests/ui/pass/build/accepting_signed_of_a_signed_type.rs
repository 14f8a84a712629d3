// Signed cookies move to a type that is encrypted by now.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let options = Sessions::<Account>::options();
    let _ = options.accepting_signed_until(Key::generate(), SystemTime::now()).in_cookie(Key::generate());
}
