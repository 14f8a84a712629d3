// A state is changed in place; a machine changes its state by a transition.

use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

impl Login {
    fn get_mut(session: &mut Login) -> Option<&mut Login> {
        Some(session)
    }
    fn take(session: Login) -> Option<Login> {
        Some(session)
    }
}

fn main() {}
