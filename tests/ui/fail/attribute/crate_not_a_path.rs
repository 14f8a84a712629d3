// `crate` says where session-core is.
use session_core::Session;

#[derive(Session)]
#[session(crate = "session core")]
struct Account {
    user: Option<u64>,
}

fn main() {}
