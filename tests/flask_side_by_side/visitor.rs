//! Both applications on ports of their own, and a visitor of them.

use std::net::SocketAddr;
use std::process::Stdio;

use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Client, ClientBuilder, RequestBuilder, Url, redirect};
use serde_json::Value;
use session_flask::FlaskKeys;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::site;
use crate::site::flask::RunningFlask;

const SECRET: &str = "a secret that both know, and nobody else";

/// The example, as its `main` starts it. Both stop when this is dropped.
pub(crate) struct World {
    url: Url,
    service: JoinHandle<()>,
    _flask: RunningFlask,
}

impl World {
    pub(crate) async fn start() -> Self {
        let flask = RunningFlask::start(SECRET, Stdio::null()).expect("Flask starts");
        let keys = FlaskKeys::new(SECRET).expect("it isn't empty");
        let app = site::app(keys, flask.url.clone()).expect("it is configured");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound")).parse().expect("a URL");
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let service = tokio::spawn(async { axum::serve(listener, app).await.expect("it listens") });
        Self { url, service, _flask: flask }
    }

    /// Returns a visitor whose browser keeps cookies and follows redirects.
    pub(crate) fn visitor(&self) -> Visitor<'_> {
        self.visitor_with(Client::builder())
    }

    /// Returns a visitor whose browser doesn't follow redirects.
    pub(crate) fn stayer(&self) -> Visitor<'_> {
        self.visitor_with(Client::builder().redirect(redirect::Policy::none()))
    }

    pub(crate) fn visitor_with(&self, client: ClientBuilder) -> Visitor<'_> {
        let client = client.no_proxy().cookie_store(true).build().expect("a client without TLS");
        Visitor { world: self, client }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.service.abort();
    }
}

/// A visitor with their own cookies.
pub(crate) struct Visitor<'world> {
    world: &'world World,
    client: Client,
}

/// The response to a visitor.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) page: String,
}

impl Visitor<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Self::answer(self.client.get(self.to(path))).await
    }

    /// Presses a button of the page `here`, and sees that page again.
    pub(crate) async fn press(&self, here: &str, button: &str) -> Answer {
        self.post(button, &format!("back={here}&user=1")).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        Self::answer(self.form(path, form)).await
    }

    /// Returns a form that is to be sent, for tests that add to it.
    pub(crate) fn form(&self, path: &str, form: &str) -> RequestBuilder {
        let request = self.client.post(self.to(path)).header("content-type", "application/x-www-form-urlencoded");
        request.body(form.to_owned())
    }

    pub(crate) async fn answer(request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, page: response.text().await.expect("a text") }
    }

    /// Returns the content of the session, as Flask reads it.
    pub(crate) async fn inside(&self) -> Value {
        serde_json::from_str(&self.get("/session").await.page).expect("it is JSON")
    }

    fn to(&self, path: &str) -> Url {
        format!("{}{}", self.world.url.as_str().trim_end_matches('/'), path).parse().expect("a path")
    }
}

impl Answer {
    /// Returns the text between two texts.
    fn between(&self, before: &str, after: &str) -> Option<&str> {
        self.page.split_once(before)?.1.split_once(after).map(|(text, _)| text)
    }

    /// Returns which application made the page.
    pub(crate) fn language(&self) -> &str {
        self.between("<body class=\"by-", "\"").expect("a page of ours")
    }

    pub(crate) fn user(&self) -> Option<&str> {
        self.between("<strong id=\"user\">", "<")
    }

    /// Returns Flask's counter and Rust's.
    pub(crate) fn counts(&self) -> [u32; 2] {
        ["flask", "rust"].map(|language| {
            let counter = self.between(&format!("<output id=\"{language}-count\""), "<").expect("a counter");
            let (_, number) = counter.split_once('>').expect("a number in it");
            number.parse().expect("a number")
        })
    }

    /// Returns the messages: their categories and texts.
    pub(crate) fn messages(&self) -> Vec<(&str, &str)> {
        let parts = self.page.split("<p class=\"said ").skip(1);
        parts.filter_map(|part| part.split_once("</p>")?.0.split_once("\">")).collect()
    }

    pub(crate) fn sets_cookie(&self) -> bool {
        self.headers.contains_key(SET_COOKIE)
    }
}
