// The response has a field's value.
use axum::{Json, Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> Json<u32> {
    Json(visits.count)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
