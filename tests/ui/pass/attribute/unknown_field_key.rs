// `rename` is.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(rename = "red")]
    user: Option<u64>,
}

fn main() {}
