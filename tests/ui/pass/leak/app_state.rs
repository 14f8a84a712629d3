// The application's state keeps a value out of the session.
use std::sync::{Arc, Mutex};

use axum::extract::State;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    latest: Arc<Mutex<Option<u32>>>,
}

async fn count(visits: Live<'_, Visits>, State(app): State<App>) {
    *app.latest.lock().unwrap() = Some(visits.count);
}

fn main() {
    let _ = count;
}
