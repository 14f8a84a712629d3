// The function merges another type.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "most")]
    visits: u32,
}

fn most(_base: &u32, mine: u64, _theirs: &u32) -> u64 {
    mine.max(9)
}

fn main() {}
