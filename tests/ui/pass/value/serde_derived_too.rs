// So they aren't derived as well.
use session_core::SessionValue;

#[derive(Clone, SessionValue)]
struct Item {
    number: u32,
}

fn main() {}
