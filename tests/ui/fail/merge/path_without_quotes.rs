// A function's path stands in quotes.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = Shop::most)]
    visits: u32,
}

impl Shop {
    fn most(_base: &u32, mine: u32, theirs: &u32) -> u32 {
        mine.max(*theirs)
    }
}

fn main() {}
