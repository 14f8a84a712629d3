// The scope of a request begins with its `Cookie` fields.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let (count, _) = sessions.scope((), async |visits| visits.count).await?;
    Ok(count)
}

fn main() {
    let _ = serve;
}
