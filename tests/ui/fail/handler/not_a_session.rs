// A number is not a session.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(_visits: Live<'_, u32>) -> String {
    String::new()
}

fn main() {
    let _ = count;
}
