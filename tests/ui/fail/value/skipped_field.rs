// A value is stored as a whole.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    number: u32,
    #[session(skip)]
    price: u32,
}

fn main() {}
