// The session is the handler's first argument.
use axum::{Router, http::Method, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(method: Method, visits: Live<'_, Visits>) -> String {
    format!("{method} {}", visits.count)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
