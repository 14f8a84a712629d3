// Who is signed in is never merged.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(identity, merge = keep)]
    user: Option<u64>,
}

fn main() {}
