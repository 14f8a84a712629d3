// An address in the place of a store.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Preferences {
    language: String,
}

fn main() {
    let _ = Sessions::<Preferences>::in_store(Key::generate(), "redis://localhost");
}
