// A handler of a session is mounted by `with_session`.
use axum::{Router, routing::get};
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(count));
}
