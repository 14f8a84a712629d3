// A `__Secure-` cookie only travels over https.
use session_core::Session;

#[derive(Session)]
#[session(cookie = "__Secure-id", secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
