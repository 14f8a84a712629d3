// A transition is implemented by hand, so that neither the declaration nor its picture shows it.

use session_core::{EnteredFrom, Live, Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

impl EnteredFrom<LoggedIn> for Anonymous {
    const RESETS_LIFETIME: bool = false;
}

fn sign_out(login: Live<'_, LoggedIn>) {
    login.to(Anonymous);
}

fn main() {
    let _ = sign_out;
}
