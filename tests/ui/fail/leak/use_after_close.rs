// There is no session after its context closed: the cookie is made.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<(), SessionError> {
    let mut context = sessions.open(None).await?;
    let mut visits = context.live();
    let _closed = context.close().await?;
    visits.count += 1;
    Ok(())
}

fn main() {
    let _ = serve;
}
