// Steps are added.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    visits: u32,
}

fn main() {}
