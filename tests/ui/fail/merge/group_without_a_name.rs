// A group has a name. This group has none.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "")]
    visits: u32,
    #[session(group = "tour")]
    step: u32,
    #[session(group = "tour")]
    is_done: bool,
}

fn main() {}
