// Two fields have one name in the cookie.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
    #[session(rename = "name")]
    user: Option<u64>,
}

fn main() {}
