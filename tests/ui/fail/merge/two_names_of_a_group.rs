// Two fields are in two groups.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tour")]
    visits: u32,
    #[session(group = "guide")]
    step: u32,
}

fn main() {}
