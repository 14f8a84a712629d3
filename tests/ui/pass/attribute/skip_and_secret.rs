// A stored field is secret.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(secret)]
    note: String,
}

fn main() {}
