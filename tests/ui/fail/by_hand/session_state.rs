// A struct is made a state by hand.

use session_core::{Session, SessionState};

#[derive(Session)]
struct Visits {
    count: u32,
}

impl SessionState for Visits {}

fn main() {}
