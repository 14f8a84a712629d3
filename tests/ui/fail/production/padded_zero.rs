// A length is rounded up to a multiple of something.
use session_core::Session;

#[derive(Session)]
#[session(encrypted, padded = 0)]
struct Account {
    user: Option<u64>,
}

fn main() {}
