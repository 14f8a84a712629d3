//! The site's routes, and what they have in common.
//!
//! The keys, the clock and the way a code reaches its user are passed in, so that a test has the
//! same site with a clock of its own.

mod account;
mod basket;
pub(crate) mod codes;
mod form;
mod pages;
pub(crate) mod passwords;
pub(crate) mod sessions;
mod shop;
mod sign_in;
pub(crate) mod tries;
pub(crate) mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use session_core::{Clock, Key, Sessions};

use codes::Codes;
use passwords::Passwords;
use sessions::{Device, Login, Page};
use users::User;

/// The state that every request needs: the three sessions, and the data that is kept on the
/// server.
#[derive(Clone)]
struct Site {
    page: Sessions<Page>,
    login: Sessions<Login>,
    device: Sessions<Device>,
    server: Arc<Server>,
}

/// The data that is kept on the server, because a visitor must neither see it nor go back to an
/// earlier state of it.
struct Server {
    passwords: Passwords,
    codes: Codes,
    clock: Box<dyn Clock>,
    send: Box<Mailer>,
}

/// A function that sends a code to its user.
type Mailer = dyn Fn(&User, &str) + Send + Sync;

/// Makes the whole site. `send` sends a one-time code to its user: by mail in a real application,
/// on the console in this example.
pub(crate) fn app(key: &Key, clock: impl Clock + Clone, send: impl Fn(&User, &str) + Send + Sync + 'static) -> Router {
    let site = Site {
        page: Sessions::options().clock(clock.clone()).in_cookie(key.clone()),
        login: Sessions::options().clock(clock.clone()).in_cookie(key.clone()),
        device: Sessions::options().clock(clock.clone()).in_cookie(key.clone()),
        server: Arc::new(Server {
            passwords: Passwords::default(),
            codes: Codes::default(),
            clock: Box::new(clock),
            send: Box::new(send),
        }),
    };
    Router::new()
        .merge(shop::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .route("/style.css", get(style))
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(middleware::from_fn(with_headers))
        .with_state(site)
}

async fn style() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../style.css"))
}

/// Allows no scripts, no content from other sites, and no frames in other sites.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

async fn with_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

impl FromRef<Site> for Sessions<Page> {
    fn from_ref(site: &Site) -> Self {
        site.page.clone()
    }
}

impl FromRef<Site> for Sessions<Login> {
    fn from_ref(site: &Site) -> Self {
        site.login.clone()
    }
}

impl FromRef<Site> for Sessions<Device> {
    fn from_ref(site: &Site) -> Self {
        site.device.clone()
    }
}

impl FromRef<Site> for Arc<Server> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.server)
    }
}
