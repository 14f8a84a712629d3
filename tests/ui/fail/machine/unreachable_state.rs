// A state that nothing leads to is never entered.
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
    Blocked(Blocked),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

#[derive(SessionState)]
struct Blocked {
    reason: String,
}

fn main() {
    println!("{}", Login::SCHEMA.name());
}
