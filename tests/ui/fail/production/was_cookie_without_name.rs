// A cookie that there was has a name.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(path = "/shop"))]
struct Account {
    user: Option<u64>,
}

fn main() {}
