// The state is a variant of the session.

use session_core::schema::State;
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: u32,
}

impl Visits {
    const STATE: &'static State = &Visits::SCHEMA.states()[0];
    fn wrap(self) -> Visits {
        self
    }
}

fn main() {}
