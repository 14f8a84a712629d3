// A thread can't keep the session: it ends with its request.
use std::thread;

use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) -> &'static str {
    thread::spawn(move || visits.count += 1);
    "Counted"
}

fn main() {
    let _ = count;
}
