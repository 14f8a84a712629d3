// The name of a removed field means something in cookies that are still about.
use session_core::Session;

#[derive(Session)]
#[session(removed("email"))]
struct Account {
    user: Option<u64>,
    email: bool,
}

fn main() {}
