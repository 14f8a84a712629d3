//! The shop of one test, and the tabs of its visitors.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request};
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Sessions};
use tower::ServiceExt as _;

use crate::site;
use crate::store::TestStore;

/// The shop of one test.
pub(crate) struct World {
    pub(crate) store: TestStore,
    pub(crate) clock: ManualClock,
    app: Router,
}

impl World {
    pub(crate) fn new() -> Self {
        let (store, clock) = (TestStore::default(), ManualClock::default());
        let app = site::app(Sessions::options().clock(clock.clone()).in_store(key(1), store.clone()));
        Self { store, clock, app }
    }

    pub(crate) fn visitor(&self) -> Tab {
        Tab { app: self.app.clone(), cookie: None }
    }

    /// Sends two forms of pages with this token, which are open at once: `early` is answered while
    /// `late` already has its session.
    pub(crate) async fn at_once(&self, token: &str, late: Form<'_>, early: Form<'_>) -> (Answer, Answer) {
        self.store.overtake(late.0.post_with(token, late.1, late.2), early.0.post_with(token, early.1, early.2)).await
    }

    /// Returns a customer with an address, and with these items in the basket.
    pub(crate) async fn customer(&self, name: &str, items: &[&str]) -> Tab {
        let mut tab = self.visitor();
        for item in items {
            tab.add(item).await;
        }
        tab.sign_in(name).await;
        tab.post("/account/address", &[("street", "5 Long Lane"), ("city", "Ely")]).await;
        tab
    }
}

/// A tab, the path of a form, and its fields.
pub(crate) type Form<'a> = (&'a mut Tab, &'a str, &'a [(&'a str, &'a str)]);

/// A tab of a browser. A clone is another tab, as long as neither of them gets another cookie; or a
/// copy of the cookie in other hands.
#[derive(Clone)]
pub(crate) struct Tab {
    app: Router,
    /// The value of the browser's only cookie.
    pub(crate) cookie: Option<String>,
}

/// The response that a tab gets.
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

    /// Returns the status and the conflict that a script reads.
    pub(crate) fn conflict(&self) -> (u16, &str) {
        (self.status, self.headers.get("session-conflict").map_or("", |which| which.to_str().expect("ASCII")))
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.page.contains(text), "{text} isn't said: {} {}", self.status, self.page);
    }

    #[track_caller]
    pub(crate) fn says_not(&self, text: &str) {
        assert!(!self.page.contains(text), "{text} is said: {} {}", self.status, self.page);
    }
}

impl Tab {
    /// Opens the shop of sessions in this store.
    pub(crate) fn of(sessions: Sessions<site::sessions::Visit>) -> Self {
        Self { app: site::app(sessions), cookie: None }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the token of the page that is shown now.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        self.post_with(&token, path, fields).await
    }

    /// Sends a form with the token of a page that was shown before.
    pub(crate) async fn post_with(&mut self, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        // In the values of these tests, only the space needs an escape.
        let pairs: Vec<String> = [(CsrfToken::FIELD, token)]
            .iter()
            .chain(fields)
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(pairs.join("&"))).await
    }

    /// Looks at the shop, and returns the token in its forms.
    pub(crate) async fn token(&mut self) -> String {
        let page = self.get("/").await.page;
        let (_, after) = page.split_once(r#"name="csrf_token" value=""#).expect("the shop has forms");
        after.split('"').next().expect("a value").to_owned()
    }

    pub(crate) async fn add(&mut self, item: &str) -> Answer {
        self.post("/basket/add", &[("item", item)]).await
    }

    pub(crate) async fn sign_in(&mut self, name: &str) {
        let password = if name == "ada" { "analytical engine" } else { "amazing grace" };
        let answer = self.post("/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.location(), Some("/account"), "{answer:?}");
    }

    pub(crate) async fn order(&mut self) -> Answer {
        self.post("/account/order", &[]).await
    }

    async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, format!("__Host-visit={cookie}"));
        }
        let response = self.app.clone().oneshot(request.body(body).expect("a request")).await.expect("axum never fails");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for value in headers.get_all(SET_COOKIE) {
            let set = cookie::Cookie::parse(value.to_str().expect("ASCII")).expect("a cookie");
            assert_eq!(set.name(), "__Host-visit");
            self.cookie = Some(set.value().to_owned()).filter(|value| !value.is_empty());
        }
        let body = to_bytes(response.into_body(), 1 << 20).await.expect("a page");
        Answer { status, headers, page: String::from_utf8(body.to_vec()).expect("a text") }
    }
}
