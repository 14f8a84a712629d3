// `in_state` takes the handle.
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

async fn greet(login: Live<'_, Login>) -> String {
    match login.in_state::<LoggedIn>() {
        Ok(login) => format!("Hello, number {}!", login.user),
        Err(_) => format!("Hello, {:?}!", login.arrival()),
    }
}

fn main() {
    let _ = greet;
}
