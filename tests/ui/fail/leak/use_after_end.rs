// There is no session after `end`.
use session_core::{Live, Session};

#[derive(Session)]
struct Account {
    name: String,
}

async fn sign_out(account: Live<'_, Account>) -> String {
    account.end();
    format!("Goodbye, {}", account.name)
}

fn main() {
    let _ = sign_out;
}
