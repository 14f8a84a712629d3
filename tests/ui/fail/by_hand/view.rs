// Something else is made a view of a session by hand.

use session_core::{Live, RequestContext, Session, View, WrongState};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct Guest;

impl View for Guest {
    type Context = RequestContext<Visits>;
    type Whole = Visits;
    fn check(_: &RequestContext<Visits>) -> Result<(), WrongState> {
        Ok(())
    }
}

async fn index(_: Live<'_, Visits>) {}

fn main() {
    let _ = index;
}
