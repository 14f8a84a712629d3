// `false` is for plain http.
use session_core::Session;

#[derive(Session)]
#[session(secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}
