// The function returns another type.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = "most")]
    visits: u32,
}

fn most(_base: &u32, mine: u32, _theirs: &u32) -> impl Sized {
    mine.max(9)
}

fn main() {}
