// A store.
use session_core::{Key, Session, Sessions};
use session_core::store::MemoryStore;

#[derive(Session)]
struct Preferences {
    language: String,
}

fn main() {
    let _ = Sessions::<Preferences>::in_store(Key::generate(), MemoryStore::new(1000));
}
