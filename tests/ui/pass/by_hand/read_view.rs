// The session is a view of itself.

use session_core::{ReadView, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct Guest;

impl Guest {
    fn get(_: &Visits) -> Option<&Guest> {
        None
    }
}

fn main() {}
