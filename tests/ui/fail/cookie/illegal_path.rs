// A Path begins with `/`.
use session_core::Session;

#[derive(Session)]
#[session(path = "shop")]
struct Account {
    user: Option<u64>,
}

fn main() {}
