// A `String` does.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: String,
}

fn main() {
    assert!(!Account::SCHEMA.is_persistent());
}
