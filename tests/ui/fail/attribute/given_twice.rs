// A setting is given once.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "12h", lifetime = "30d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
