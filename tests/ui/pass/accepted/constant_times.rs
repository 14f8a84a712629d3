// Timeouts are texts or constants.
use std::time::Duration;

use session_core::Session;

struct Limits;

impl Limits {
    const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[derive(Session)]
#[session(lifetime = Limits::LIFETIME, idle = minutes(30), refresh = "10m")]
struct Account {
    user: Option<u64>,
}

fn main() {
    assert_eq!(Account::SCHEMA.timeouts().lifetime(), Limits::LIFETIME);
    assert_eq!(Account::SCHEMA.timeouts().idle(), Some(minutes(30)));
}
