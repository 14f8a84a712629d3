// A session is a struct that derives `Session`.
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(_visits: Live<'_, Visits>) -> String {
    String::new()
}

fn main() {
    let _ = count;
}
