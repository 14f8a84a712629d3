//! The site: its routes, and the state that they share.

mod account;
mod answers;
mod basket;
mod pages;
pub(crate) mod sessions;
mod sign_in;
mod stock;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use session_core::Sessions;

use sessions::Visit;
use stock::Stock;

/// The state that every request needs: the sessions, and what the shop has.
#[derive(Clone)]
struct Site {
    sessions: Sessions<Visit>,
    stock: Arc<Stock>,
}

/// Makes the whole site. Where its sessions are kept is the caller's business: the program has them
/// in a SQLite file, and tests in memory.
pub(crate) fn app(sessions: Sessions<Visit>) -> Router {
    let site = Site { sessions, stock: Arc::default() };
    Router::new()
        .merge(basket::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .route("/ready", get(ready))
        .route("/style.css", get(style))
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(map_response(answers::own_pages))
        .layer(map_response(with_headers))
        .with_state(site)
}

/// Says whether the store answers, to whatever decides if this instance gets requests.
async fn ready(State(sessions): State<Sessions<Visit>>) -> Result<&'static str, StatusCode> {
    sessions.check().await.map(|()| "ready").map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

async fn style() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../style.css"))
}

/// Headers of every page. The policy allows no scripts, no content from other sites, and no frames
/// in other sites.
const HEADERS: [(HeaderName, &str); 3] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

async fn with_headers(mut response: Response) -> Response {
    response.headers_mut().extend(HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

impl FromRef<Site> for Sessions<Visit> {
    fn from_ref(site: &Site) -> Self {
        site.sessions.clone()
    }
}

impl FromRef<Site> for Arc<Stock> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.stock)
    }
}
