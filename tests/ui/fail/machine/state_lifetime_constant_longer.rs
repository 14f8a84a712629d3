// A state does not outlive its session, whoever names the time.
use std::time::Duration;

use session_core::{Session, SessionState};

const AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Session)]
#[session(lifetime = "12h")]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), lifetime = AT_MOST)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn main() {
    println!("{}", Login::SCHEMA.name());
}
