// A list is one.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = append)]
    history: Vec<String>,
}

fn main() {}
