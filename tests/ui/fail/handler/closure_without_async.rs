// A closure that returns an `async` block can't lend it the session.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let count = |visits: Live<'_, Visits>| async move { visits.count.to_string() };
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
