// One of a state writes, too.
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
    orders: u32,
}

async fn order(login: Live<'_, Login>) {
    if let Ok(mut state) = login.in_state::<LoggedIn>() {
        state.orders += 1;
    }
}

fn main() {
    let _ = order;
}
