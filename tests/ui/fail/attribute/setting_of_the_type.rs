// `lifetime` is a setting of the type.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(lifetime = "5m")]
    user: Option<u64>,
}

fn main() {}
