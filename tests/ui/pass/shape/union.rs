// A struct is a session.
use session_core::Session;

#[derive(Session)]
struct Number {
    int: u32,
    float: f32,
}

fn main() {}
