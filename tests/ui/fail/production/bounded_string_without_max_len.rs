// A text has no largest size of its own.
use session_core::Session;

#[derive(Session)]
#[session(bounded)]
struct Account {
    user: Option<u64>,
    name: String,
}

fn main() {}
