// `Query` says where in the request the page is.
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

async fn show(visits: Live<'_, Visits>, page: axum::extract::Query<Page>) -> String {
    format!("page {}, visit {}", page.0.number, visits.count)
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(show)));
}
