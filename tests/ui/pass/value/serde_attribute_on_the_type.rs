// Variants are stored by their names.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Theme {
    Light,
    Dark,
}

fn main() {}
