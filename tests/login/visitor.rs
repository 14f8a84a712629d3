//! A visitor of the example: cookies, forms, and a mailbox.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request};
use session_core::testing::ManualClock;
use session_core::{CsrfToken, Key};
use tower::ServiceExt as _;

use crate::site;

/// The site of one test.
pub(crate) struct World {
    app: Router,
    pub(crate) clock: ManualClock,
    mails: Arc<Mutex<Vec<(String, String)>>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let (clock, mails) = (ManualClock::default(), Arc::<Mutex<Vec<(String, String)>>>::default());
        let box_of_mails = Arc::clone(&mails);
        let app = site::app(&Key::generate(), clock.clone(), move |user, code| {
            box_of_mails.lock().expect("no test panics here").push((user.name.to_owned(), code.to_owned()));
        });
        Self { app, clock, mails }
    }

    /// Returns the code that was sent last.
    pub(crate) fn code(&self) -> String {
        self.mails.lock().expect("no test panics here").last().expect("a code was sent").1.clone()
    }

    pub(crate) fn number_of_codes(&self) -> usize {
        self.mails.lock().expect("no test panics here").len()
    }

    /// Returns a code that is wrong.
    pub(crate) fn wrong_code(&self) -> &'static str {
        if self.code() == "000000" { "000001" } else { "000000" }
    }

    pub(crate) fn visitor(&self) -> Visitor<'_> {
        Visitor { world: self, cookies: BTreeMap::new() }
    }
}

/// A visitor with a browser. A clone has copies of all cookies.
#[derive(Clone)]
pub(crate) struct Visitor<'world> {
    world: &'world World,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// The response to a visitor.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) page: String,
}

impl Answer {
    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION).map(|path| path.to_str().expect("a path"))
    }

    /// Returns the names of the cookies that the response sets or deletes.
    pub(crate) fn set_cookies(&self) -> Vec<String> {
        let parsed = self.headers.get_all(SET_COOKIE).iter();
        parsed.map(|value| value.to_str().expect("ASCII").split('=').next().expect("a name").to_owned()).collect()
    }
}

impl Visitor<'_> {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the token of the page that the visitor sees.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        self.post_with(Some(&token), path, fields).await
    }

    /// Sends a form as any site could.
    pub(crate) async fn post_with(&mut self, token: Option<&str>, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = token.map(|token| (CsrfToken::FIELD, token));
        // In names, passwords and tokens of these tests, only the space needs an escape.
        let pairs: Vec<String> =
            token.iter().chain(fields).map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(pairs.join("&"))).await
    }

    /// Presses a button on a page of another site, in a browser that says so, or on a page of this
    /// site.
    pub(crate) async fn post_from(&mut self, site: &str, token: &str, path: &str) -> Answer {
        let request =
            Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").header("sec-fetch-site", site);
        self.send(request, Body::from(format!("{}={token}", CsrfToken::FIELD))).await
    }

    /// Looks at the shop, and returns the token in its forms.
    pub(crate) async fn token(&mut self) -> String {
        let page = self.get("/").await.page;
        let (_, after) = page.split_once(r#"name="csrf_token" value=""#).expect("the shop has forms");
        after.split('"').next().expect("a value").to_owned()
    }

    /// Follows redirects to the page that is shown in the end.
    pub(crate) async fn see(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = answer.location().map(str::to_owned) else { return answer };
            answer = self.get(&next).await;
        }
        panic!("{path} redirects in a circle: {answer:?}");
    }

    pub(crate) async fn password(&mut self, name: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("name", name), ("password", password)]).await
    }

    pub(crate) async fn type_code(&mut self, code: &str) -> Answer {
        self.post("/sign-in/code", &[("code", code)]).await
    }

    /// Takes both steps of signing in, as Ada.
    pub(crate) async fn sign_in(&mut self) {
        self.password("ada", "analytical engine").await;
        let answer = self.type_code(&self.world.code()).await;
        assert_eq!(answer.location(), Some("/account"));
    }

    /// Closes the window, so that only persistent cookies stay. The caller names the other
    /// cookies, since a jar doesn't know them.
    pub(crate) fn close_window(&mut self) {
        self.cookies.retain(|name, _| name == "__Host-device");
    }

    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).unwrap_or_else(|| panic!("no {name} among {:?}", self.cookies.keys()))
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, cookies.join("; ")).body(body).expect("a request");
        let response = self.world.app.clone().oneshot(request).await.expect("axum never fails");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 20).await.expect("a page");
        let answer = Answer { status, headers, page: String::from_utf8(body.to_vec()).expect("a text") };
        self.receive(&answer);
        answer
    }

    /// Keeps the cookies of an answer.
    pub(crate) fn receive(&mut self, answer: &Answer) {
        for value in answer.headers.get_all(SET_COOKIE) {
            self.keep(&cookie::Cookie::parse(value.to_str().expect("ASCII")).expect("a cookie"));
        }
    }

    fn keep(&mut self, cookie: &cookie::Cookie<'_>) {
        if cookie.max_age().is_some_and(|left| left <= Duration::ZERO) {
            self.cookies.remove(cookie.name());
        } else {
            self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
        }
    }
}
