// A state derives `SessionState`.
use session_core::{Live, Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn))]
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

async fn sign_in(login: Live<'_, Anonymous>) -> String {
    login.to(LoggedIn { user: 7 }).user.to_string()
}

async fn sign_out(login: Live<'_, LoggedIn>) {
    login.to(Anonymous);
}

fn main() {
    let _ = (sign_in, sign_out);
}
