// What a handler keeps over an `.await` can move to another thread, and an `Rc` can't.
use std::rc::Rc;

use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> String {
    let greeting = Rc::new("visits");
    tokio::task::yield_now().await;
    format!("{} {greeting}", visits.count)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(count)));
}
