// A handle of the whole session only reads.
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
    if let Login::LoggedIn(state) = &mut *login {
        state.orders += 1;
    }
}

fn main() {
    let _ = order;
}
