// A struct is made a state of a session by hand.

use session_core::schema::State;
use session_core::{Session, StateOf};

#[derive(Session)]
struct Visits {
    count: u32,
}

impl StateOf<Visits> for Visits {
    const STATE: &'static State = &Visits::SCHEMA.states()[0];
    fn wrap(self) -> Visits {
        self
    }
}

fn main() {}
