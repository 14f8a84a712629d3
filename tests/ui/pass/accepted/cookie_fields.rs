// Every form that a request's cookies can have.
use session_core::{EachField, Session, SessionError, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn open(sessions: &Sessions<Visits>) -> Result<(), SessionError> {
    let (text, bytes) = (String::from("a=b"), b"a=b".to_vec());
    sessions.open(None).await?;
    sessions.open("a=b").await?;
    sessions.open(&text).await?;
    sessions.open(Some(text.as_str())).await?;
    sessions.open([&bytes]).await?;
    sessions.open(vec!["a=b", "c=d"]).await?;
    sessions.open(EachField(text.split(','))).await?;
    Ok(())
}

fn main() {
    let sessions = Sessions::in_cookie(testing::key(1));
    testing::block_on(open(&sessions)).unwrap();
}
