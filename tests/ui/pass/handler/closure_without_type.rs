// `Live<'_, Visits>` does.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let count = async |visits: Live<'_, Visits>| visits.count.to_string();
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
