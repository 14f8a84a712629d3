// The function lacks base.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "most")]
    visits: u32,
}

fn most(mine: u32, _theirs: &u32) -> u32 {
    mine.max(9)
}

fn main() {}
