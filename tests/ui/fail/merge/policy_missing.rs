// `merge` says how.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge)]
    visits: u32,
}

fn main() {}
