// What goes through a channel is a value out of the session.
use std::sync::mpsc::Sender;

use axum::extract::State;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    queue: Sender<u32>,
}

async fn count(visits: Live<'_, Visits>, State(app): State<App>) -> &'static str {
    app.queue.send(visits.count).unwrap();
    "Counted"
}

fn main() {
    let _ = count;
}
