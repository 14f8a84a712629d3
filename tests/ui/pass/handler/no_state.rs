// The router's state is the `Sessions`.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
    let app: Router = Router::new().route("/", get(with_session(count))).with_state(sessions.clone());
    drop((app, sessions));
}
