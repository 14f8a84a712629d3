// A session may be `Clone`.
use session_core::{Live, Session};

#[derive(Session, Clone)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) {
    visits.count += 1;
}

fn main() {
    let _ = count;
}
