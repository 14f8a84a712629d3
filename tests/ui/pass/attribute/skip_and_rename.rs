// It is only skipped.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(skip)]
    user: Option<u64>,
}

fn main() {}
