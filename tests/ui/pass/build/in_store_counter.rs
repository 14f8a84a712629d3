// A counter in a store says how two requests change it at once.
use session_core::store::MemoryStore;
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Login {
    name: String,
    #[session(merge = add)]
    tries: u32,
}

fn main() {
    let _ = Sessions::<Login>::in_store(Key::generate(), MemoryStore::new(1000));
}
