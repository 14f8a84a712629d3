// A policy is one of eight.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = newest_wins)]
    visits: u32,
}

fn main() {}
