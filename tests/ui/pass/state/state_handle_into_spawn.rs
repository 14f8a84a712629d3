// It takes a copy of what it needs.
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
    let user = login.user;
    tokio::spawn(async move { bill(user).await });
    "Ordered"
}

async fn bill(user: u64) {
    println!("a bill for number {user}");
}

fn main() {
    let _ = order;
}
