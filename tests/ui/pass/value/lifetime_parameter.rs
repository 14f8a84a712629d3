// A value that owns its data is stored.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    name: String,
}

fn main() {}
