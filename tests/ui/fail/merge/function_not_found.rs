// There is no such function.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "least")]
    visits: u32,
}

#[allow(dead_code)]
fn most(_base: &u32, mine: u32, theirs: &u32) -> u32 {
    mine.max(*theirs)
}

fn main() {}
