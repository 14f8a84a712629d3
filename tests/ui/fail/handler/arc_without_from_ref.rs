// The router's state is an `Arc` of a struct from which nothing takes the sessions.
use std::sync::Arc;

use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    sessions: Sessions<Visits>,
}

async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let app = App { sessions: Sessions::in_cookie(testing::key(1)) };
    let _: Router = Router::new().route("/", get(with_session(count))).with_state(Arc::new(app));
}
