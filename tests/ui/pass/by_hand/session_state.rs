// The struct derives `SessionState`.

use session_core::SessionState;

#[derive(SessionState)]
struct Visits {
    count: u32,
}

fn main() {}
