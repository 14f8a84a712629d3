// What follows the session is an extractor.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(serde::Deserialize)]
struct Page {
    number: u32,
}

async fn show(visits: Live<'_, Visits>, page: Page) -> String {
    format!("page {}, visit {}", page.number, visits.count)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(show)));
}
