// It does here.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "most")]
    visits: u32,
}

fn most(_base: &u32, mine: u32, theirs: &u32) -> u32 {
    mine.max(*theirs)
}

fn main() {}
