// A former name is the present one.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(alias = "user")]
    user: Option<u64>,
}

fn main() {}
