// A handler may clone fields, and on purpose the whole value, to read them later.
use session_core::testing::{Browser, block_on, key};
use session_core::{Live, Session, Sessions};

#[derive(Session, Clone, Debug, PartialEq)]
struct Account {
    name: String,
    visits: u32,
}

async fn visit(mut account: Live<'_, Account>) -> bool {
    let (name, before) = (account.name.clone(), (*account).clone());
    account.visits += 1;
    name == account.name && before != *account && Account::clone(&account) == *account
}

fn main() {
    let mut browser = Browser::new(&Sessions::<Account>::in_cookie(key(1)));
    assert!(browser.visit(|account| block_on(visit(account))));
    assert_eq!(browser.visit(|account| account.visits), 1);
}
