// A refresh comes before the session is too old.
use std::time::Duration;

use session_core::Session;

const OFTEN: Duration = Duration::from_secs(60 * 60);

#[derive(Session)]
#[session(idle = "30m", refresh = OFTEN)]
struct Account {
    user: Option<u64>,
}

fn main() {}
