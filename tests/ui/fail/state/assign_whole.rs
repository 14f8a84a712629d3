// A state is not assigned, since nobody declared where from.
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
    *login = Login::Anonymous(Anonymous);
}

fn main() {
    let _ = sign_out;
}
