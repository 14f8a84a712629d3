// A handler that takes no session doesn't need `with_session`.
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

async fn about() -> &'static str {
    "About us"
}

fn main() {
    let app: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
    let _ = app.route("/about", get(with_session(about)));
}
