// A struct is not made from an enum of states.
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
#[session(version = 2, upgrade_from(Login))]
struct Account {
    user: Option<u64>,
}

impl From<Login> for Account {
    fn from(_: Login) -> Self {
        Self { user: None }
    }
}

fn main() {
    let _ = Visits { count: 0 };
}
