// What is written into a cell isn't noticed, wherever the cell is.
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: Option<std::cell::Cell<u32>>,
}

fn main() {
    assert!(!Visits::SCHEMA.is_persistent());
}
