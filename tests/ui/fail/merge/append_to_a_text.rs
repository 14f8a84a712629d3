// A text is no list.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = append)]
    history: String,
}

fn main() {}
