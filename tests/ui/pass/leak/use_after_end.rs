// What is needed of the session is read before it ends.
use session_core::{Live, Session};

#[derive(Session)]
struct Account {
    name: String,
}

async fn sign_out(account: Live<'_, Account>) -> String {
    let name = account.name.clone();
    account.end();
    format!("Goodbye, {name}")
}

fn main() {
    let _ = sign_out;
}
