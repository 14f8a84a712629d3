// A text is not a key: it can be guessed.
use session_core::{Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _sessions = Sessions::<Visits>::in_cookie("secret");
}
