// It does.
use session_core::Session;

#[derive(Session)]
struct Account {
    #[session(upgrade = "user_as_text")]
    user: String,
}

fn user_as_text(number: u64) -> String {
    number.to_string()
}

fn main() {}
