// Sessions need a key.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _key = Key::generate();
    let _sessions = Sessions::<Visits>::in_cookie();
}
