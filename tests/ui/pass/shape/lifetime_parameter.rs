// It owns its data.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
}

fn main() {}
