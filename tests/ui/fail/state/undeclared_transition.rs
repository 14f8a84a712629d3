// `Anonymous` does not lead to `Admin`.
use session_core::{Live, Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous, Admin))]
    LoggedIn(LoggedIn),
    #[session(to(LoggedIn))]
    Admin(Admin),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

#[derive(SessionState)]
struct Admin {
    user: u64,
}

async fn promote(login: Live<'_, Anonymous>) {
    login.to(Admin { user: 7 });
}

fn main() {
    let _ = promote;
}
