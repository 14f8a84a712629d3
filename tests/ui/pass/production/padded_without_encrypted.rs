// It hides the length of what is encrypted.
use session_core::Session;

#[derive(Session)]
#[session(encrypted, padded = 32)]
struct Account {
    user: Option<u64>,
}

fn main() {}
