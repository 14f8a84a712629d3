// The application's state can't keep the session: it outlives the request.
use std::sync::{Arc, Mutex};

use axum::extract::State;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    latest: Arc<Mutex<Option<Live<'static, Visits>>>>,
}

async fn count(visits: Live<'_, Visits>, State(app): State<App>) {
    *app.latest.lock().unwrap() = Some(visits);
}

fn main() {
    let _ = count;
}
