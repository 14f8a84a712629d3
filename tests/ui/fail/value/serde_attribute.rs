// serde's attributes aren't read.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    #[serde(rename = "n")]
    number: u32,
}

fn main() {}
