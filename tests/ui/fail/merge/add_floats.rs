// A sum of floats depends on who comes first.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    cents: f64,
}

fn main() {}
