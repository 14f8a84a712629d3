// A session is `encrypted`, and session-core has no cipher.

use session_core::{Key, Live, Session, Sessions};

#[derive(Session)]
#[session(encrypted, padded = 32)]
struct Account {
    user: u64,
    #[session(secret)]
    recovery_code: String,
}

fn greet(mut account: Live<'_, Account>) {
    account.user += 1;
}

fn main() {
    let _ = Sessions::<Account>::in_cookie(Key::generate());
}
