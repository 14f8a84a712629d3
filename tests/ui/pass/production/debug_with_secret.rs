// `debug` prints what is secret as `[redacted]`.
use session_core::Session;

#[derive(Session)]
#[session(encrypted, debug)]
struct Account {
    user: Option<u64>,
    #[session(secret)]
    api_token: String,
}

fn main() {
    println!("{:?}", Account { user: None, api_token: String::new() });
}
