// It is given one.
use session_core::Session;

#[derive(Session)]
#[session(bounded)]
struct Account {
    user: Option<u64>,
    #[session(max_len = 64)]
    name: String,
}

fn main() {}
