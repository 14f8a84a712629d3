// The name is what its cookie stores.
use session_core::Session;

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    println!("{}", Visits::SCHEMA.name());
}
