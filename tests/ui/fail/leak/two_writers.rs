// A request has one session handle at a time.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<(), SessionError> {
    let mut context = sessions.open(None).await?;
    let mut visits = context.live();
    let mut counter = context.live();
    counter.count += 1;
    visits.count += 1;
    Ok(())
}

fn main() {
    let _ = serve;
}
