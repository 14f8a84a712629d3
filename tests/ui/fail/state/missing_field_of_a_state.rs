// A state is entered with all that it has.
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

async fn sign_in(login: Live<'_, Anonymous>) {
    login.to(LoggedIn {});
}

fn main() {
    let _ = sign_in;
}
