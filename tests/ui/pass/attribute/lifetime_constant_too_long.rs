// That long they do.
use std::time::Duration;

use session_core::Session;

const YEARS: Duration = Duration::from_secs(400 * 24 * 60 * 60);

#[derive(Session)]
#[session(lifetime = YEARS)]
struct Account {
    user: Option<u64>,
}

fn main() {}
