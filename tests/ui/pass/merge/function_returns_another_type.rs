// It takes base, mine and theirs.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "most")]
    visits: u32,
}

fn most(_base: &u32, mine: u32, _theirs: &u32) -> u32 {
    mine.max(9)
}

fn main() {}
