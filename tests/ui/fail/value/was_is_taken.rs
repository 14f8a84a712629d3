// A former name of one variant is the name of another.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Theme {
    Light,
    #[session(was = "Light")]
    Dark,
}

fn main() {}
