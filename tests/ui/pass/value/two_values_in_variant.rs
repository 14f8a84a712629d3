// A tuple is one value.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Size {
    Small,
    Box((u32, u32)),
}

fn main() {}
