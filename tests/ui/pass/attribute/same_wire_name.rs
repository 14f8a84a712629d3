// Each has its own.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
    #[session(rename = "u")]
    user: Option<u64>,
}

fn main() {}
