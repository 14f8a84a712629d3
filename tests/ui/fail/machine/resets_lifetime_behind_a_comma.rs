// `resets_lifetime` belongs to a state.
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn, resets_lifetime))]
    Anonymous(Anonymous),
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn main() {
    let login = Login::LoggedIn(LoggedIn { user: 1 });
    assert!(matches!(login, Login::LoggedIn(LoggedIn { user: 1 })));
}
