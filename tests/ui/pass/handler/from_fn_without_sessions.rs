// The sessions come first, as the state in axum's `from_fn_with_state`.
use axum::extract::Request;
use axum::response::Response;
use axum::{Router, routing::get};
use session_axum::{Next, from_fn};
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
    visits.count += 1;
    next.run(visits, request).await.1
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
    let app: Router = Router::new().route("/", get("Hello")).layer(from_fn(sessions.clone(), counting));
    drop((app, sessions));
}
