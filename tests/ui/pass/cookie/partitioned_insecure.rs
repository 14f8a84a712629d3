// They keep this one.
use session_core::Session;

#[derive(Session)]
#[session(partitioned)]
struct Account {
    user: Option<u64>,
}

fn main() {}
