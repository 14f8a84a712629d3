// A session is `Copy`, so that a handler could change a copy of it.
use session_core::{Live, Session};

#[derive(Session, Clone, Copy)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) {
    visits.count += 1;
}

fn main() {
    let _ = count;
}
