// There is no `Anonymous` after the transition.
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

async fn sign_in(mut login: Live<'_, Anonymous>) {
    login.to(LoggedIn { user: 7 });
    login.set_persistent(true);
}

fn main() {
    let _ = sign_in;
}
