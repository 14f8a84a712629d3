// `timeouts` is a constant, not its name.
use session_core::{Timeouts, Session};

const RECOMMENDED: Timeouts = Timeouts::NIST_AAL2;

#[derive(Session)]
#[session(timeouts = "NIST")]
struct Account {
    user: Option<u64>,
}

fn main() {
    let _ = RECOMMENDED;
}
