// Browsers let nobody set a cookie for a whole top-level domain.
use session_core::Session;

#[derive(Session)]
#[session(domain = "com")]
struct Account {
    user: Option<u64>,
}

fn main() {}
