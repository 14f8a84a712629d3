// This one has two.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tour")]
    visits: u32,
    #[session(alias = "s", group = "tour")]
    step: u32,
}

fn main() {}
