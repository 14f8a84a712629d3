// The handler changes the session itself.
use session_core::{Live, Session};

#[derive(Session, Clone)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> u32 {
    let mut visits = visits;
    visits.count += 1;
    visits.count
}

fn main() {
    let _ = count;
}
