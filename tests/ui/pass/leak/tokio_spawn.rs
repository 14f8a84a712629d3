// A background task takes a copy of what it needs.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> &'static str {
    let count = visits.count;
    tokio::spawn(async move { log(count).await });
    "Counted"
}

async fn log(count: u32) {
    println!("{count} visits");
}

fn main() {
    let _ = count;
}
