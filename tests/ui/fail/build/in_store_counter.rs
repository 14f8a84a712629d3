// A counter that doesn't say how two requests' changes are merged, in a store.
use session_core::store::MemoryStore;
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Login {
    name: String,
    tries: u32,
}

fn main() {
    let _ = Sessions::<Login>::in_store(Key::generate(), MemoryStore::new(1000));
}
