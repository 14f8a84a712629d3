// A type of its own has a shape.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Pair {
    one: u32,
    other: u32,
}

fn main() {}
