// Another one needn't.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "id", secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
