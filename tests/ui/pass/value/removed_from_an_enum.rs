// A field can.
use session_core::SessionValue;

#[derive(SessionValue)]
#[session(removed("Dark"))]
struct Theme {
    light: bool,
}

fn main() {}
