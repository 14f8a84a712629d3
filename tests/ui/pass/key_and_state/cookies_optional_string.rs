// `as_deref` borrows it.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>, cookie: Option<String>) -> Result<u32, SessionError> {
    let mut context = sessions.open(cookie.as_deref()).await?;
    Ok(context.live().count)
}

fn main() {
    let _ = serve;
}
