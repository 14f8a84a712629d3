// Integers have one.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = max)]
    seen: u32,
}

fn main() {}
