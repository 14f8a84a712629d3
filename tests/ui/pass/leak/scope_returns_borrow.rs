// The scope gives back a copy of what it read.
use session_core::{Session, SessionError, Sessions};

#[derive(Session)]
struct Account {
    name: String,
}

async fn serve(sessions: &Sessions<Account>) -> Result<String, SessionError> {
    let (name, _) = sessions.scope(None, async |account| account.name.clone()).await?;
    Ok(name.to_owned())
}

fn main() {
    let _ = serve;
}
