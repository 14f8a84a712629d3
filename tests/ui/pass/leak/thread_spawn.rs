// A thread that ends before the handler does may borrow it.
use std::thread;

use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) -> &'static str {
    thread::scope(|scope| scope.spawn(|| visits.count += 1).join().unwrap());
    "Counted"
}

fn main() {
    let _ = count;
}
