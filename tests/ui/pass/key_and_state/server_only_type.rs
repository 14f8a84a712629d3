// What the visitor may read and present again can.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Balance {
    cents: i64,
}

fn main() {
    let _sessions = Sessions::<Balance>::in_cookie(Key::generate());
}
