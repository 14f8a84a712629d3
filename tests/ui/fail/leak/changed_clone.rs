// What is changed in a clone of the session is not stored.
use session_core::{Live, Session};

#[derive(Session, Clone)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> u32 {
    let mut visits = visits.clone();
    visits.count += 1;
    visits.count
}

fn main() {
    let _ = count;
}
