// A setting and its value have `=` between them.
use session_core::Session;

#[derive(Session)]
#[session(lifetime: "30d")]
struct Account {
    user: Option<u64>,
}

fn main() {}
