// Such as this one.
use session_core::{Lifetimes, Session};

const RECOMMENDED: Lifetimes = Lifetimes::NIST_AAL2;

#[derive(Session)]
#[session(lifetimes = RECOMMENDED)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let _ = RECOMMENDED;
}
