// What serde skips elsewhere would be in the cookie: a session has its own settings.
use session_core::Session;

#[derive(Session, serde::Serialize, serde::Deserialize)]
struct Account {
    user: Option<u64>,
    #[session(skip)]
    scratch: String,
}

fn main() {}
