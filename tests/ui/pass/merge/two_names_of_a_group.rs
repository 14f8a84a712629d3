// Two fields are in one group.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tour")]
    visits: u32,
    #[session(group = "tour")]
    step: u32,
}

fn main() {}
