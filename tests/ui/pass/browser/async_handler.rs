// `block_on` runs the handler until it is done.
use session_core::testing::{Browser, block_on, key};
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) -> u32 {
    visits.count += 1;
    visits.count
}

fn main() {
    let mut browser = Browser::new(&Sessions::<Visits>::in_cookie(key(1)));
    browser.visit(|visits| block_on(count(visits)));
    assert_eq!(browser.visit(|visits| block_on(count(visits))), 2);
}
