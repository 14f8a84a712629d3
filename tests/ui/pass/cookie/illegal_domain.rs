// It has its subdomains with it.
use session_core::Session;

#[derive(Session)]
#[session(domain = "example.com")]
struct Account {
    user: Option<u64>,
}

fn main() {}
