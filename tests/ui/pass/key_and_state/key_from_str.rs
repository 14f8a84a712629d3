// A key is at least 32 random bytes, made once and kept in the environment.
use session_core::{Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _sessions = Sessions::<Visits>::in_cookie(session_core::Key::generate());
}
