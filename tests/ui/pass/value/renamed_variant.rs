// `was` is for a variant.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Theme {
    Light,
    #[session(was = "Black")]
    Dark,
}

fn main() {}
