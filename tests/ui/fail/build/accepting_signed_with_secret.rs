// A signed cookie never held a secret, so that one in it was put there by somebody else.
use std::time::SystemTime;

use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
    #[session(secret)]
    api_token: String,
}

fn main() {
    let options = Sessions::<Account>::options();
    let _ = options.accepting_signed_until(Key::generate(), SystemTime::now()).in_cookie(Key::generate());
}
