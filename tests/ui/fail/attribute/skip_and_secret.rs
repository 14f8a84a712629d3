// A skipped field is not in the cookie, where it would be secret.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(skip, secret)]
    note: String,
}

fn main() {}
