// A part of the program that writes borrows the handle for as long.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn serve(sessions: &Sessions<Visits>) -> Result<(), SessionError> {
    let mut context = sessions.open(None).await?;
    let mut visits = context.live();
    let counter = &mut visits;
    counter.count += 1;
    visits.count += 1;
    Ok(())
}

fn main() {
    let _ = serve;
}
