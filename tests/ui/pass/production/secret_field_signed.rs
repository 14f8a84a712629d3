// What is encrypted, the visitor can't read.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
    #[session(secret)]
    api_token: String,
}

fn main() {}
