// It has the type of its field.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    #[session(default = 1)]
    boxes: u8,
}

fn main() {}
