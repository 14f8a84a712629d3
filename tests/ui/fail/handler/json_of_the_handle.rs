// A session isn't sent as it is: a response says what it shows.
use axum::{Json, Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> Json<Live<'_, Visits>> {
    Json(visits)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
