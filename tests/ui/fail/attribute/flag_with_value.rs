// `persistent` has no value: it is there or not.
use session_core::Session;

#[derive(Session)]
#[session(persistent = true)]
struct Account {
    user: Option<u64>,
}

fn main() {}
