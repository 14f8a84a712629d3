// Sessions are configured once, and each request has a session of its own.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut visits = sessions.live();
    visits.count += 1;
    Ok(visits.count)
}

fn main() {
    let _ = count;
}
