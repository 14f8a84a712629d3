// Browsers keep no cookie for longer than 400 days.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "401d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
