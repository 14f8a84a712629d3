// The scope can't give back a borrow of the session: it ends there.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Account {
    name: String,
}

async fn serve(sessions: &Sessions<Account>) -> Result<String, SessionError> {
    let (name, _) = sessions.scope(None, async |account| &account.name).await?;
    Ok(name.to_owned())
}

fn main() {
    let _ = serve;
}
