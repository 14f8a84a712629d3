// A transition is made from a handle, and a match shows only the state's value.
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

async fn sign_in(login: Live<'_, Login>) {
    match &*login {
        Login::Anonymous(anonymous) => {
            anonymous.to(LoggedIn { user: 7 });
        }
        Login::LoggedIn(_) => {}
    }
}

fn main() {
    let _ = sign_in;
}
