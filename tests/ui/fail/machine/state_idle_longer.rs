// A state does not outlive its idle session.
use session_core::{Session, SessionState};

#[derive(Session)]
#[session(idle = "30m")]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), idle = "60m")]
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
