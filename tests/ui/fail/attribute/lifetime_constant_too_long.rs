// Browsers keep no cookie for longer than 400 days.
use std::time::Duration;

use session_core::Session;

const YEARS: Duration = Duration::from_secs(500 * 24 * 60 * 60);

#[derive(Session)]
#[session(lifetime = YEARS)]
struct Account {
    user: Option<u64>,
}

fn main() {}
