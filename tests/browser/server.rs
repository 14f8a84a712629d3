//! A site on a port of its own, with a log of its requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use session_core::{Key, SystemClock};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::site;

/// A running site. It is stopped when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    log: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(app: Router) -> Self {
        let log = Arc::<Mutex<Vec<String>>>::default();
        let written = Arc::clone(&log);
        let app = app.layer(middleware::from_fn(move |request: Request, next: Next| {
            written.lock().expect("no test panics here").push(format!("{} {}", request.method(), request.uri().path()));
            next.run(request)
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let task = tokio::spawn(async move { axum::serve(listener, app).await.expect("it listens") });
        Self { url: format!("http://localhost:{port}"), log, task }
    }

    /// Returns the requests since the last call: "GET /account".
    pub(crate) fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("no test panics here"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The example's site, and the codes that it has sent.
pub(crate) struct Shop {
    pub(crate) server: Server,
    codes: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    pub(crate) async fn start() -> Self {
        let codes = Arc::<Mutex<Vec<String>>>::default();
        let sent = Arc::clone(&codes);
        let app = site::app(&Key::generate(), SystemClock, move |_, code| {
            sent.lock().expect("no test panics here").push(code.to_owned());
        });
        Self { server: Server::start(app).await, codes }
    }

    /// Returns the code that was sent last.
    pub(crate) fn code(&self) -> String {
        self.codes.lock().expect("no test panics here").last().expect("a code was sent").clone()
    }

    /// Returns a code that is wrong.
    pub(crate) fn wrong_code(&self) -> &'static str {
        if self.code() == "000000" { "000001" } else { "000000" }
    }
}
