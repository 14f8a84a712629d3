// A list in a state that doesn't say how two requests' changes are merged, in a store.
use session_core::store::MemoryStore;
use session_core::{Key, Session, SessionState, Sessions};

#[derive(Session)]
enum Quiz {
    #[session(start)]
    Asking(Asking),
}

#[derive(SessionState, Default)]
struct Asking {
    answers: Vec<String>,
}

fn main() {
    let _ = Sessions::<Quiz>::options().in_store(Key::generate(), MemoryStore::new(1000));
}
