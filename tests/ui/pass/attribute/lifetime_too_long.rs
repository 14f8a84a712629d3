// That long they do.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "400d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
