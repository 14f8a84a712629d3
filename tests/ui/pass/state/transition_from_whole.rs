// `in_state` finds out.
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

async fn sign_out(login: Live<'_, Login>) {
    let Ok(login) = login.in_state::<LoggedIn>() else { return };
    login.to(Anonymous);
}

fn main() {
    let _ = sign_out;
}
