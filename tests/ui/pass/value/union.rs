// What a struct holds can be.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Number {
    int: u32,
    float: f32,
}

fn main() {}
