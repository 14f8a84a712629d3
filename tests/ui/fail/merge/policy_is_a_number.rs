// A policy is a word.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = 1)]
    visits: u32,
}

fn main() {}
