// An `__Http-` cookie is hidden from scripts.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Http-id", http_only = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
