// A field has one policy. This one has two.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add, merge = max)]
    visits: u32,
}

fn main() {}
