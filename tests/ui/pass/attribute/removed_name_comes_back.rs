// The new field has a name of its own.
use session_core::Session;

#[derive(Session)]
#[session(removed("email"))]
struct Account {
    user: Option<u64>,
    wants_email: bool,
}

fn main() {}
