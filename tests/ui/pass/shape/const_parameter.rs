// Each type of board is a session of its own.
use session_core::Session;

#[derive(Session)]
struct Board {
    fields: Vec<u8>,
}

fn main() {}
