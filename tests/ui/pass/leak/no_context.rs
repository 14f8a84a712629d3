// A server without a framework opens the context of each request.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(sessions: &Sessions<Visits>) -> Result<u32, SessionError> {
    let mut context = sessions.open(None).await?;
    let mut visits = context.live();
    visits.count += 1;
    Ok(visits.count)
}

fn main() {
    let _ = count;
}
