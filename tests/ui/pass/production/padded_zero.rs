// Of 32 bytes.
use session_core::Session;

#[derive(Session)]
#[session(encrypted, padded = 32)]
struct Account {
    user: Option<u64>,
}

fn main() {}
