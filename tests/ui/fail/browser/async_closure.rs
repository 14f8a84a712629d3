// The test's browser takes what isn't async.
use session_core::testing::{Browser, key};
use session_core::{Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let mut browser = Browser::new(&Sessions::<Visits>::in_cookie(key(1)));
    browser.visit(async |mut visits| visits.count += 1);
}
