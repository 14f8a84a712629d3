// A handler takes one session.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

async fn show(visits: Live<'_, Visits>, basket: Live<'_, Basket>) -> String {
    format!("{} {:?}", visits.count, basket.items)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(show)));
}
