// A whole machine is made changeable in place by hand, past its transitions.

use session_core::{Session, SessionState, WriteView};

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

impl WriteView for Login {
    fn get_mut(session: &mut Login) -> Option<&mut Login> {
        Some(session)
    }
    fn take(session: Login) -> Option<Login> {
        Some(session)
    }
}

fn main() {}
