// The session can't be sent through a channel: its receiver outlives the request.
use std::sync::mpsc::Sender;

use axum::extract::State;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    queue: Sender<Live<'static, Visits>>,
}

async fn count(visits: Live<'_, Visits>, State(app): State<App>) -> &'static str {
    app.queue.send(visits).unwrap();
    "Counted"
}

fn main() {
    let _ = count;
}
