// A background task can't keep a state: it ends with its request.
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

async fn order(login: Live<'_, LoggedIn>) -> &'static str {
    tokio::spawn(async move { bill(login.user).await });
    "Ordered"
}

async fn bill(user: u64) {
    println!("a bill for number {user}");
}

fn main() {
    let _ = order;
}
