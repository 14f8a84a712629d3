// `color` is no setting of a field.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(color = "red")]
    user: Option<u64>,
}

fn main() {}
