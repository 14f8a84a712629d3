// It is the last request's.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(identity)]
    user: Option<u64>,
}

fn main() {}
