// `with_session` opens the session before the handler and closes it after.
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
    let app: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
    let _ = app.route("/again", get(with_session(count)));
}
