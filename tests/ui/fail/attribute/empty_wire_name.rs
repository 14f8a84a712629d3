// A field has a name in the cookie.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(rename = "")]
    user: Option<u64>,
}

fn main() {}
