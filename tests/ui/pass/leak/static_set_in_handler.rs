// A static keeps a value out of the session.
use std::sync::Mutex;

use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

static LATEST: Mutex<Option<u32>> = Mutex::new(None);

async fn count(visits: Live<'_, Visits>) -> &'static str {
    *LATEST.lock().unwrap() = Some(visits.count);
    "Counted"
}

fn main() {
    let _ = count;
}
