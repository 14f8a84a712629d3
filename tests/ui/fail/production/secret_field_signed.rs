// A secret is not put where its visitor can read it.
use session_core::Session;

#[derive(Session)]
struct Account {
    user: Option<u64>,
    #[session(secret)]
    api_token: String,
}

fn main() {}
