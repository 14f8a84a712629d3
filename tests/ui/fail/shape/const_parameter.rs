// A session's cookie is bound to one type.
use session_core::Session;

#[derive(Session)]
struct Board<const SIZE: usize> {
    fields: Vec<u8>,
}

fn main() {}
