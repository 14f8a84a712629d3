// This one.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(rename = "u")]
    user: Option<u64>,
}

fn main() {}
