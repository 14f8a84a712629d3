//! The examples `login` and `shop` in a real browser: Chromium, driven over WebDriver.
//!
//! Built with `--features browser` only, since it needs a `chromedriver`, on PATH or where
//! `CHROMEDRIVER` says, and its browser; `scripts/test` installs both. Each test has a browser
//! with its own profile and a site on its own port. Both end with the test, also when it panics.
//! Screenshots go to `target/screenshots/`, or to where `SCREENSHOTS` says.

#[path = "../../examples/login/site/mod.rs"]
#[allow(dead_code, reason = "these tests see the site from outside")]
mod site;

#[path = "../../examples/shop/site/mod.rs"]
#[allow(dead_code, reason = "these tests see the site from outside")]
mod shop;

#[path = "../shop/store.rs"]
#[allow(dead_code, reason = "these tests need one half of it")]
mod store;

mod back;
mod chromium;
mod cookies;
mod person;
mod screenshots;
mod server;
mod two_tabs;
mod visit;
