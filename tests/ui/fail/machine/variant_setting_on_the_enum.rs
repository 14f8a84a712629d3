// One of the states is the start, not the enum.
use session_core::{Session, SessionState};

#[derive(Session)]
#[session(start)]
enum Login {
    #[session(to(LoggedIn resets_lifetime))]
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

fn main() {
    println!("{}", Login::SCHEMA.name());
}
