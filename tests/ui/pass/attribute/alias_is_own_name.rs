// It was another one.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(alias = "uid")]
    user: Option<u64>,
}

fn main() {}
