// The struct says which.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn reset(mut visits: Live<'_, Visits>) {
    visits.count = 0;
}

fn main() {
    let _ = reset;
}
