// A list in a store says how two requests change it at once.
use session_core::store::MemoryStore;
use session_core::{Key, Session, SessionState, Sessions};

#[derive(Session)]
enum Quiz {
    #[session(start)]
    Asking(Asking),
}

#[derive(SessionState, Default)]
struct Asking {
    #[session(merge = append)]
    answers: Vec<String>,
}

fn main() {
    let _ = Sessions::<Quiz>::options().in_store(Key::generate(), MemoryStore::new(1000));
}
