// A field has one type.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn reset(mut visits: Live<'_, Visits>) {
    visits.count = "none";
}

fn main() {
    let _ = reset;
}
