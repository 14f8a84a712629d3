// `SessionValue` brings serde's traits.
use session_core::SessionValue;

#[derive(serde::Serialize, SessionValue)]
struct Item {
    number: u32,
}

fn main() {}
