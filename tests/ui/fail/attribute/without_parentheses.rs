// Settings stand in parentheses.
use session_core::Session;

#[derive(Session)]
#[session = "account"]
struct Account {
    user: Option<u64>,
}

fn main() {}
