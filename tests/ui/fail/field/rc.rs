// An `Rc` can't move to another thread.
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: std::rc::Rc<u32>,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
