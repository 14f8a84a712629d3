// What goes into the request's extensions is a value out of the session.
use axum::extract::Request;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>, mut request: Request) -> &'static str {
    request.extensions_mut().insert(visits.count);
    "Counted"
}

fn main() {
    let _ = count;
}
