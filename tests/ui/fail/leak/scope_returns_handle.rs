// The scope can't give the session back: it ends there.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let (visits, _) = sessions.scope(None, async |visits| visits).await?;
    Ok(visits.count)
}

fn main() {
    let _ = serve;
}
