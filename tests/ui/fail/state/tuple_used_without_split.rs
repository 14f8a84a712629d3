// A handle of several sessions is none of them.
use session_core::{Live, Session, SessionState};

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
}

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn greet(live: Live<'_, (LoggedIn, Visits)>) -> String {
    format!("Hello, number {}!", live.user)
}

fn main() {
    let _ = greet;
}
