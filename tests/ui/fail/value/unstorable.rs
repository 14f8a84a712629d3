// A field has a type that serde can't write.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    size: Size,
}

#[derive(Clone)]
struct Size {
    width: u32,
}

fn main() {}
