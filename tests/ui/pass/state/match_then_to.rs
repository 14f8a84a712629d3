// `in_state` gives a handle of the state.
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
    match login.in_state::<Anonymous>() {
        Ok(anonymous) => {
            anonymous.to(LoggedIn { user: 7 });
        }
        Err(_) => {}
    }
}

fn main() {
    let _ = sign_in;
}
