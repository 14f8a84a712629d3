// It owns them.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
}

fn main() {}
