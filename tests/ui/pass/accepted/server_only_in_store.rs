// What is `server_only` is kept in a store.
use session_core::store::MemoryStore;
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Quiz {
    #[session(server_only)]
    solution: String,
}

fn main() {
    let store = MemoryStore::new(1000);
    let _ = Sessions::<Quiz>::in_store(Key::generate(), store);
}
