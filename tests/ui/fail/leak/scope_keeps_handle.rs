// Nothing outside of the scope can keep the session.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut kept = None;
    let (_, _closed) = sessions.scope(None, async |visits| kept = Some(visits)).await?;
    Ok(kept.map_or(0, |visits| visits.count))
}

fn main() {
    let _ = serve;
}
