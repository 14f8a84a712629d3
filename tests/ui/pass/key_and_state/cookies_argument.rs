// `None` is a request without any.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut context = sessions.open(None).await?;
    Ok(context.live().count)
}

fn main() {
    let _ = serve;
}
