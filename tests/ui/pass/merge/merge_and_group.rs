// So its fields have no policy.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(group = "tour")]
    visits: u32,
    #[session(group = "tour")]
    step: u32,
}

fn main() {}
