// What goes through a channel is a value out of the session.
use std::sync::mpsc::Sender;

use axum::extract::State;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>, State(queue): State<Sender<u32>>) -> &'static str {
    queue.send(visits.count).unwrap();
    "Counted"
}

fn main() {
    let _ = count;
}
