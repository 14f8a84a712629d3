// A `server_only` state is not kept in a cookie, which its visitor can read.
use session_core::{Key, Session, SessionState, Sessions};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), server_only)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn main() {
    let _sessions = Sessions::<Login>::in_cookie(Key::generate());
}
