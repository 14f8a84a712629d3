// What is kept is a value out of the session.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut kept = None;
    let (_, _closed) = sessions.scope(None, async |visits| kept = Some(visits.count)).await?;
    Ok(kept.unwrap_or(0))
}

fn main() {
    let _ = serve;
}
