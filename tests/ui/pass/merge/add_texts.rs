// Numbers have one.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    note: u32,
}

fn main() {}
