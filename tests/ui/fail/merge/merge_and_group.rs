// A group is of one request.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add, group = "tour")]
    visits: u32,
    #[session(group = "tour")]
    step: u32,
}

fn main() {}
