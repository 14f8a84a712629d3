// What the visitor may read and present again is.
use session_core::{Key, Session, SessionState, Sessions};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
    failed_logins: u32,
}

fn main() {
    let _sessions = Sessions::<Login>::in_cookie(Key::generate());
}
