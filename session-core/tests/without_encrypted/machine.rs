// A session of states is `encrypted`, and session-core has no cipher.

use session_core::{Key, Live, Session, SessionState, Sessions};

#[derive(Session)]
#[session(encrypted)]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    #[session(secret)]
    token: String,
}

fn sign_in(login: Live<'_, Anonymous>) -> Live<'_, LoggedIn> {
    login.to(LoggedIn { token: String::new() })
}

fn main() {
    let _ = Sessions::<Login>::in_cookie(Key::generate());
}
