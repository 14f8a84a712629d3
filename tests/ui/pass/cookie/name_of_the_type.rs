// A cookie is named after its type, and a cookie's name has no accents.
use session_core::Session;

#[derive(Session)]
#[session(persistent, cookie = "__Host-groesse")]
struct Größe {
    inches: u32,
}

fn main() {}
