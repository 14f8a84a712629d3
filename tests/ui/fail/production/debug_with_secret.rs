// std's `Debug` would print what is secret.
use session_core::Session;

#[derive(Session, Debug)]
#[session(encrypted)]
struct Account {
    user: Option<u64>,
    #[session(secret)]
    api_token: String,
}

fn main() {
    println!("{:?}", Account { user: None, api_token: String::new() });
}
