// The length of what everybody can read is no secret.
use session_core::Session;

#[derive(Session)]
#[session(padded = 32)]
struct Account {
    user: Option<u64>,
}

fn main() {}
