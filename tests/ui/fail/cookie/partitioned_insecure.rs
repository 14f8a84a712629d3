// Browsers drop a `Partitioned` cookie without `Secure`.
use session_core::Session;

#[derive(Session)]
#[session(partitioned, secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
