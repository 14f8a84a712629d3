// A session is opened from the request's `Cookie` fields.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut context = sessions.open(42).await?;
    Ok(context.live().count)
}

fn main() {
    let _ = serve;
}
