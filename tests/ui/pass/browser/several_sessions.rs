// Each session has a browser.
use session_core::testing::{Browser, key};
use session_core::{Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

fn main() {
    let (visits, baskets) = (Sessions::<Visits>::in_cookie(key(1)), Sessions::<Basket>::in_cookie(key(1)));
    let (mut browser, mut other) = (Browser::new(&visits), Browser::new(&baskets));
    browser.visit(|mut visits| visits.count += 1);
    other.visit(|mut basket| basket.items.push(7));
}
