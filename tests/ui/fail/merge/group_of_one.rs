// A group has two fields.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tour")]
    visits: u32,
    #[session(alias = "s")]
    step: u32,
}

fn main() {}
