// A session's fields have names.
use session_core::Session;

#[derive(Session)]
struct Visits(u32);

fn main() {
    println!("{}", Visits::SCHEMA.name());
}
