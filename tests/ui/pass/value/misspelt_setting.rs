// It is spelt as it should be.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    #[session(rename = "n")]
    number: u32,
}

fn main() {}
