// It was nobody's.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
    #[session(alias = "uid")]
    user: Option<u64>,
}

fn main() {}
