// Each says `bounded`.
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
#[session(bounded)]
struct LoggedIn {
    user: u64,
}

fn main() {}
