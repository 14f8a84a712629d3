// The request's extensions can't keep the session: they own what is put into them.
use axum::extract::Request;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>, mut request: Request) -> &'static str {
    request.extensions_mut().insert(visits);
    "Counted"
}

fn main() {
    let _ = count;
}
