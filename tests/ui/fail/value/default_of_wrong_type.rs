// A default has another type than its field.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    #[session(default = "one")]
    boxes: u8,
}

fn main() {}
