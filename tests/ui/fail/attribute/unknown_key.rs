// `color` is no setting.
use session_core::Session;

#[derive(Session)]
#[session(color = "red")]
struct Account {
    user: Option<u64>,
}

fn main() {}
