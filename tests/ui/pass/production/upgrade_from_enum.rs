// A struct is made from a struct.
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start)]
    Anonymous(Anonymous),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
#[session(version = 2, upgrade_from(Visits))]
struct Account {
    user: Option<u64>,
}

impl From<Visits> for Account {
    fn from(_: Visits) -> Self {
        Self { user: None }
    }
}

fn main() {
    let _ = Visits { count: 0 };
}
