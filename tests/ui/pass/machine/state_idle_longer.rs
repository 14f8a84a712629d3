// A shorter time is for the state only.
use session_core::{Session, SessionState};

#[derive(Session)]
#[session(idle = "30m")]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), idle = "10m")]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn main() {
    println!("{}", Login::SCHEMA.name());
}
