// What upgrades a field gives the field's type.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(upgrade = "user_as_text")]
    user: String,
}

fn user_as_text(number: u64) -> Vec<u8> {
    number.to_string().into_bytes()
}

fn main() {}
