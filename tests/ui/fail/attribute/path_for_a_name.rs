// A setting is one name, not a path.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(serde::rename = "u")]
    user: Option<u64>,
}

fn main() {}
