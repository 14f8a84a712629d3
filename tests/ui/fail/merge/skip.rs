// A skipped field isn't merged.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(skip, merge = add)]
    visits: u32,
}

fn main() {}
