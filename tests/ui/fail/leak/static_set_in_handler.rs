// A static can't keep the session: it ends with its request.
use std::sync::Mutex;

use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

static LATEST: Mutex<Option<Live<'static, Visits>>> = Mutex::new(None);

async fn count(visits: Live<'_, Visits>) -> &'static str {
    *LATEST.lock().unwrap() = Some(visits);
    "Counted"
}

fn main() {
    let _ = count;
}
