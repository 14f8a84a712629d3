// Each state of a bounded session says how large it can get.
use session_core::{Session, SessionState};

#[derive(Session)]
#[session(bounded, persistent)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
#[session(bounded, removed("basket"))]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn main() {}
