//! Sessions without a framework: in a script, a test, or any other server.
//!
//! ```text
//! cargo run --example no_framework
//! ```
//!
//! The program doesn't listen on a port. It prints what a server and a browser would send each
//! other. Look at the `Set-Cookie` line: the visitor can read the cookie and not change it. Then
//! look at the cookies that are refused, and why.

use std::error::Error;
use std::time::Duration;

use session_core::testing::{Browser, ManualClock, block_on};
use session_core::{Key, Session, Sessions};

#[derive(Session)]
#[session(lifetime = "7d")]
struct Visits {
    count: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let clock = ManualClock::default();
    let sessions = Sessions::<Visits>::options().clock(clock.clone()).in_cookie(Key::generate());
    block_on(by_hand(&sessions))?;
    in_a_browser(&sessions, &clock);
    Ok(())
}

/// Does what an integration does: takes `Cookie` fields and returns header fields.
async fn by_hand(sessions: &Sessions<Visits>) -> Result<(), Box<dyn Error>> {
    println!("The first request carries no cookie:");
    let (count, closed) = sessions
        .scope(None, async |mut visits| {
            visits.count += 1;
            visits.count
        })
        .await?;
    println!("  < Visit number: {count}");
    for header in closed.headers() {
        println!("  < {}: {}", header.name, header.value);
    }

    let cookie = closed.set_cookie().ok_or("the count changed, so it is sent")?;
    let field = format!("theme=dark; {}={}", cookie.name(), cookie.value());
    println!("\nThe second one brings it back, and only reads:");
    println!("  > cookie: {field}");
    let (count, closed) = sessions.scope(&field, async |visits| visits.count).await?;
    println!("  < Visits until now: {count}");
    for header in closed.headers() {
        println!("  < {}: {}", header.name, header.value);
    }
    Ok(())
}

/// Does what a test does: a browser keeps the cookies, and the clock is turned by hand.
fn in_a_browser(sessions: &Sessions<Visits>, clock: &ManualClock) {
    let mut browser = Browser::new(sessions);
    let visit = |browser: &mut Browser<Visits>, what: &str| {
        let (arrival, count) = browser.visit(|mut visits| {
            visits.count += 1;
            (visits.arrival(), visits.count)
        });
        println!("  {what:<30} {:<24} visit number {count}", format!("{arrival:?}"));
    };

    println!("\nA browser:");
    visit(&mut browser, "comes for the first time");
    visit(&mut browser, "comes again");
    // Anyone who has a copy of a cookie has the session of that time, until it expires.
    visit(&mut browser.clone(), "is copied, and the copy comes");
    visit(&mut browser, "comes again");

    if let Some(cookie) = browser.cookie_mut() {
        let other = if cookie[20..].starts_with('A') { "B" } else { "A" };
        cookie.replace_range(20..21, other);
    }
    visit(&mut browser, "changed a character");
    visit(&mut browser, "comes again");

    clock.advance(Duration::from_hours(7 * 24));
    visit(&mut browser, "comes after seven days");

    browser.restart(&Sessions::options().clock(clock.clone()).in_cookie(Key::generate()));
    visit(&mut browser, "finds another key");
}
