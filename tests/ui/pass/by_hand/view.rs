// The view is the session itself.

use session_core::{Live, RequestContext, Session, View, WrongState};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct Guest;

impl Guest {
    fn check(_: &RequestContext<Visits>) -> Result<(), WrongState> {
        Ok(())
    }
}

async fn index(_: Live<'_, Visits>) {}

fn main() {
    let _ = index;
}
