// This is one of them.
use session_core::Session;

#[derive(Session)]
#[session(same_site = "Strict")]
struct Account {
    user: Option<u64>,
}

fn main() {}
