// The shape of a type parameter isn't known.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Pair<T> {
    one: T,
    other: u32,
}

fn main() {}
