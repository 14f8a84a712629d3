// A number has no length.
use session_core::Session;

#[derive(Session)]
#[session(bounded)]
struct Account {
    user: Option<u64>,
    #[session(max_len = 64)]
    visits: u32,
}

fn main() {}
