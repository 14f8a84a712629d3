// A variant can't be removed.
use session_core::SessionValue;

#[derive(SessionValue)]
#[session(removed("Dark"))]
enum Theme {
    Light,
}

fn main() {}
