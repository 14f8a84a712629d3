// Texts have no sum.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    note: String,
}

fn main() {}
