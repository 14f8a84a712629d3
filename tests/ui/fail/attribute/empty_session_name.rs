// A session has a name, which its cookies are bound to.
use session_core::Session;

#[derive(Session)]
#[session(name = "")]
struct Account {
    user: Option<u64>,
}

fn main() {}
