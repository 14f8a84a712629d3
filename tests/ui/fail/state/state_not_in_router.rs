// A state comes from the `Sessions` of its enum, and the router has none.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, SessionState, Sessions, testing};

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

async fn greet(login: Live<'_, LoggedIn>) -> String {
    format!("Hello, number {}!", login.user)
}

fn main() {
    let sessions = Sessions::<Login>::in_cookie(testing::key(1));
    let app: Router = Router::new().route("/", get(with_session(greet)));
    drop((app, sessions));
}
