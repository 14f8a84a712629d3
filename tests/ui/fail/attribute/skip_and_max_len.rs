// A skipped field takes no room in the cookie.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(skip, max_len = 64)]
    note: String,
}

fn main() {}
