// A Domain begins with a letter or a digit.
use session_core::Session;

#[derive(Session)]
#[session(domain = ".example.com")]
struct Account {
    user: Option<u64>,
}

fn main() {}
