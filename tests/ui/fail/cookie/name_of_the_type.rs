// A cookie is named after its type, and a cookie's name has no accents.
use session_core::Session;

#[derive(Session)]
#[session(persistent)]
struct Größe {
    inches: u32,
}

fn main() {}
