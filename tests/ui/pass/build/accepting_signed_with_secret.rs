// Signed cookies move to a type without secrets.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
    api_token: String,
}

fn main() {
    let options = Sessions::<Account>::options();
    let _ = options.accepting_signed_until(Key::generate(), SystemTime::now()).in_cookie(Key::generate());
}
