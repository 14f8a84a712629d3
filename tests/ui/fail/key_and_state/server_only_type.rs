// A `server_only` session can't be kept in a cookie, which its visitor can present again.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(server_only)]
struct Balance {
    cents: i64,
}

fn main() {
    let _sessions = Sessions::<Balance>::in_cookie(Key::generate());
}
