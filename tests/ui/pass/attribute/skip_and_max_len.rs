// A stored field has a limit.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(max_len = 64)]
    note: String,
}

fn main() {}
