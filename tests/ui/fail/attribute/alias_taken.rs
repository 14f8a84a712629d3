// A former name is that of another field.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
    #[session(alias = "name")]
    user: Option<u64>,
}

fn main() {}
