// The setting is called `lifetime`.
use session_core::Session;

#[derive(Session)]
#[session(lifetme = "12h")]
struct Account {
    user: Option<u64>,
}

fn main() {}
