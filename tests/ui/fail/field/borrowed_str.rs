// A session owns its texts.
use session_core::Session;

#[derive(Session)]
struct Account {
    name: &'static str,
}

fn main() {
    assert!(!Account::SCHEMA.is_persistent());
}
