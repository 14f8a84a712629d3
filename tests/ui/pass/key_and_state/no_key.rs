// The key signs the cookies.
use session_core::{Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _sessions = Sessions::<Visits>::in_cookie(session_core::Key::generate());
}
