// The struct says which there are.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) {
    visits.count += 1;
}

fn main() {
    let _ = count;
}
