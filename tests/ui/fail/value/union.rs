// What a union holds can't be read back.
use session_core::SessionValue;

#[derive(SessionValue)]
union Number {
    int: u32,
    float: f32,
}

fn main() {}
