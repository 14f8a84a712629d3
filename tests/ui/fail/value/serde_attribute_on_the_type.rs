// serde's representations of enums aren't read.
use session_core::SessionValue;

#[derive(SessionValue)]
#[serde(untagged)]
enum Theme {
    Light,
    Dark,
}

fn main() {}
