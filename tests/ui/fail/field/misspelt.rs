// A misspelt field is no field.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) {
    visits.cuont += 1;
}

fn main() {
    let _ = count;
}
