// A setting is misspelt.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    #[session(renamed = "n")]
    number: u32,
}

fn main() {}
