// `identity` is one of a field.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
}

fn main() {}
