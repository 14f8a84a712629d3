// A background task can't keep the session: it ends with its request.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(visits: Live<'_, Visits>) -> &'static str {
    tokio::spawn(async move { log(visits.count).await });
    "Counted"
}

async fn log(count: u32) {
    println!("{count} visits");
}

fn main() {
    let _ = count;
}
