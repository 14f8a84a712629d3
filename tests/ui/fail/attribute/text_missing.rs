// `rename` has a new name.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(rename)]
    user: Option<u64>,
}

fn main() {}
