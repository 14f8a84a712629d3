// The router's `Sessions` are those of the type that its handler takes.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
struct Account {
    user: Option<u64>,
}

async fn name(account: Live<'_, Account>) -> String {
    format!("{:?}", account.user)
}

fn main() {
    let sessions = Sessions::<Account>::in_cookie(testing::key(1));
    let _: Router = Router::new().route("/", get(with_session(name))).with_state(sessions);
}
