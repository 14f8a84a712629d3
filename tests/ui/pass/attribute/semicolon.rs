// Settings are separated by commas.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "30d", idle = "30m")]
struct Account {
    user: Option<u64>,
}

fn main() {}
