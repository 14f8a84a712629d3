// axum's `debug_handler` checks handlers that axum can call by itself.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[axum::debug_handler]
async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
