// `#[derive(Session)]` makes it one.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
struct Account {
    user: Option<u64>,
}

fn main() {
    let key = Key::generate();
    let _accounts = Sessions::<Account>::in_cookie(key.clone());
    let _visits = Sessions::<Visits>::in_cookie(key);
}
