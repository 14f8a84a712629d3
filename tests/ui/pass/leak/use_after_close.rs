// What belongs into the cookie is written before the context closes.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<(), SessionError> {
    let mut context = sessions.open(None).await?;
    let mut visits = context.live();
    visits.count += 2;
    let _closed = context.close().await?;
    Ok(())
}

fn main() {
    let _ = serve;
}
