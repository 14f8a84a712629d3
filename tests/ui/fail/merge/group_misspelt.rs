// The group has another name.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tours")]
    visits: u32,
    #[session(group = "tour")]
    step: u32,
    #[session(group = "tour")]
    is_done: bool,
}

fn main() {}
