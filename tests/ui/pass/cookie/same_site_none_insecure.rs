// They keep this one.
use session_core::Session;

#[derive(Session)]
#[session(same_site = "None")]
struct Account {
    user: Option<u64>,
}

fn main() {}
