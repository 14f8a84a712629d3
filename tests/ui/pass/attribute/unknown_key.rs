// `name` is.
use session_core::Session;

#[derive(Session)]
#[session(name = "red")]
struct Account {
    user: Option<u64>,
}

fn main() {}
