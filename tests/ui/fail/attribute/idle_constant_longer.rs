// An idle time that is longer than the lifetime is never reached.
use std::time::Duration;

use session_core::Session;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Session)]
#[session(lifetime = "12h", idle = A_DAY)]
struct Account {
    user: Option<u64>,
}

fn main() {}
