// A response takes a copy of what it shows.
use session_core::{Live, Session};

#[derive(Session)]
struct Account {
    name: String,
}

async fn name(account: Live<'_, Account>) -> String {
    account.name.clone()
}

fn main() {
    let _ = name;
}
