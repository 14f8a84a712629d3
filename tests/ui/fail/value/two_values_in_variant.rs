// A variant holds one value, and here it has two.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Size {
    Small,
    Box(u32, u32),
}

fn main() {}
