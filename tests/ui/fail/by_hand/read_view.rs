// A view of one session is implemented by hand.

use session_core::{ReadView, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct Guest;

impl ReadView for Guest {
    type Session = Visits;
    fn get(_: &Visits) -> Option<&Guest> {
        None
    }
}

fn main() {}
