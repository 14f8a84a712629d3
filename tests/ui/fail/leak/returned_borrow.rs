// A response can't borrow from the session that its handler owns.
use session_core::{Live, Session};

#[derive(Session)]
struct Account {
    name: String,
}

async fn name(account: Live<'_, Account>) -> &str {
    &account.name
}

fn main() {
    let _ = name;
}
