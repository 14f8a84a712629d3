// A handler takes at most 15 extractors after the session.
use axum::{Router, http::Method, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[rustfmt::skip]
async fn count(
    _: Live<'_, Visits>,
    _: Method, _: Method, _: Method, _: Method, _: Method,
    _: Method, _: Method, _: Method, _: Method, _: Method,
    _: Method, _: Method, _: Method, _: Method, _: Method, _: Method,
) {}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
