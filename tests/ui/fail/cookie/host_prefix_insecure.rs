// A `__Host-` cookie only travels over https.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Host-id", secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
