//! A person before a browser: what they click, type and see.

use std::sync::Arc;
use std::time::{Duration, Instant};

use thirtyfour::extensions::query::{ElementPollerWithTimeout, ElementQueryable as _};
use thirtyfour::{By, Cookie, WebDriver, WebElement};

use crate::chromium::{Chromium, Profile};
use crate::server::{Server, Shop};

/// How long a page may take. Tests wait for what they expect, and go on as soon as it is there.
const DEADLINE: Duration = Duration::from_secs(20);
const INTERVAL: Duration = Duration::from_millis(20);

pub(crate) struct Person<'site> {
    pub(crate) browser: Chromium,
    server: &'site Server,
}

impl<'site> Person<'site> {
    pub(crate) async fn with(profile: &Profile, server: &'site Server) -> Self {
        let browser = Chromium::start(profile).await;
        browser.window.set_poller(Arc::new(ElementPollerWithTimeout::new(DEADLINE, INTERVAL)));
        Self { browser, server }
    }

    pub(crate) fn window(&self) -> &WebDriver {
        &self.browser.window
    }

    pub(crate) async fn open(&self, path: &str) {
        self.window().goto(format!("{}{path}", self.server.url)).await.expect("the site answers");
    }

    /// Returns the path that the address bar shows.
    pub(crate) async fn path(&self) -> String {
        self.window().current_url().await.expect("a page is open").path().to_owned()
    }

    pub(crate) async fn element(&self, css: &str) -> WebElement {
        self.window().query(By::Css(css)).first().await.unwrap_or_else(|error| panic!("no {css} on this page: {error}"))
    }

    pub(crate) async fn click(&self, css: &str) {
        self.element(css).await.click().await.unwrap_or_else(|error| panic!("{css} can't be clicked: {error}"));
    }

    /// Types into the field with this name, and replaces its content.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let field = self.element(&format!("input[name={name}]:not([type=hidden])")).await;
        field.clear().await.expect("it is a field");
        field.send_keys(text).await.expect("it is a field");
    }

    /// Returns the content of the field with this name.
    pub(crate) async fn value(&self, name: &str) -> String {
        let field = self.element(&format!("input[name={name}]:not([type=hidden])")).await;
        field.value().await.expect("it is a field").unwrap_or_default()
    }

    pub(crate) async fn heading(&self) -> String {
        self.element("h1").await.text().await.expect("it has a text")
    }

    /// Returns the page's text, or nothing while the page is still empty.
    async fn text(&self) -> String {
        self.script("return document.body?.innerText ?? ''").await
    }

    /// Returns the script's result as text.
    pub(crate) async fn script(&self, script: &str) -> String {
        let answer = self.window().execute(script, Vec::new()).await.expect("the script runs");
        answer.json().as_str().expect("it gives a text").to_owned()
    }

    /// Waits until the page is at `path`.
    pub(crate) async fn arrive(&self, path: &str) {
        self.until(async || self.path().await == path, &format!("the page is at {path}")).await;
    }

    /// Waits until the page says `text`.
    pub(crate) async fn read(&self, text: &str) {
        self.until(async || self.text().await.contains(text), text).await;
    }

    /// Waits until the element is visible.
    pub(crate) async fn see(&self, css: &str) {
        let script = format!(
            "const box = document.querySelector(\"{css}\")?.getBoundingClientRect();
             return `${{box !== undefined && box.top >= 0 && box.bottom <= innerHeight}}`"
        );
        self.until(async || self.script(&script).await == "true", &format!("{css} is in sight")).await;
    }

    /// Returns the height and position of the page's header.
    pub(crate) async fn header(&self) -> String {
        self.script("return JSON.stringify(document.querySelector('header').getBoundingClientRect())").await
    }

    /// Waits until `condition` holds.
    pub(crate) async fn until(&self, condition: impl AsyncFn() -> bool, what: &str) {
        let deadline = Instant::now() + DEADLINE;
        while !condition().await {
            let is_late = Instant::now() > deadline;
            assert!(!is_late, "not within {DEADLINE:?}: {what}. At {}: {}", self.path().await, self.text().await);
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Returns the cookies that the browser keeps for this site.
    pub(crate) async fn cookies(&self) -> Vec<Cookie> {
        self.window().get_all_cookies().await.expect("a page is open")
    }

    pub(crate) async fn cookie(&self, name: &str) -> Option<Cookie> {
        self.cookies().await.into_iter().find(|cookie| cookie.name == name)
    }

    /// Takes the first step of signing in, as Ada.
    pub(crate) async fn give_password(&self, stay: bool) {
        self.open("/sign-in").await;
        self.fill("name", "ada").await;
        self.fill("password", "analytical engine").await;
        if stay {
            self.click("label[for=stay]").await;
        }
        self.click("form[action='/sign-in'] button").await;
        self.arrive("/sign-in/code").await;
    }

    /// Types a code, and submits it with Enter.
    pub(crate) async fn give_code(&self, code: &str) {
        self.fill("code", &format!("{code}\n")).await;
    }

    /// Takes both steps of signing in.
    pub(crate) async fn sign_in(&self, shop: &Shop, stay: bool) {
        self.give_password(stay).await;
        self.give_code(&shop.code()).await;
        self.arrive("/account").await;
    }

    pub(crate) async fn close(self) {
        self.browser.close().await;
    }
}
