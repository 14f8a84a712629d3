// What a union holds can't be read back.
use session_core::Session;

#[derive(Session)]
union Number {
    int: u32,
    float: f32,
}

fn main() {}
