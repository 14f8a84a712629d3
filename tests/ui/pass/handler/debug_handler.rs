// `with_session` checks the handler by itself.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
