//! Passes the routes that haven't moved on to Flask, so that a browser sees one site and sends one
//! cookie.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{self, Body};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use axum::http::{self, StatusCode};
use axum::response::{IntoResponse, Response};
use reqwest::{Client, Url, redirect};

/// The Flask application behind this one.
#[derive(Clone)]
pub(super) struct Flask {
    client: Client,
    url: Url,
}

/// The largest form that is passed on.
const LIMIT: usize = 64 * 1024;

/// The header that says who sent the request. Flask believes it, so the visitor's own value is
/// replaced.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Flask {
    pub(super) fn at(url: Url) -> reqwest::Result<Self> {
        // The browser follows redirects and keeps cookies, not this client.
        let client =
            Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(Duration::from_secs(30)).build()?;
        Ok(Self { client, url })
    }
}

/// Passes a request on to Flask, and returns the answer.
pub(super) async fn forward(
    State(flask): State<Flask>,
    ConnectInfo(visitor): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = body::to_bytes(body, LIMIT).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };

    // The path and the query are the visitor's. The host never is.
    let mut url = flask.url;
    url.set_path(parts.uri.path());
    url.set_query(parts.uri.query());

    let mut headers = parts.headers;
    remove_hop_by_hop(&mut headers);
    headers.remove(CONTENT_LENGTH);
    if let Ok(address) = HeaderValue::try_from(visitor.ip().to_string()) {
        headers.insert(FORWARDED_FOR, address);
    }

    match flask.client.request(parts.method, url).headers(headers).body(body).send().await {
        Ok(answer) => {
            let mut answer = http::Response::from(answer).map(Body::new);
            remove_hop_by_hop(answer.headers_mut());
            answer
        }
        Err(error) => {
            eprintln!("Flask doesn't answer: {error}");
            (StatusCode::BAD_GATEWAY, "Flask doesn’t answer. Please try again.\n").into_response()
        }
    }
}

/// Removes the headers that are only meant for the next hop (RFC 9110 §7.6.1).
fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|names| names.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let always = [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, KEEP_ALIVE, PROXY_CONNECTION];
    for name in named.into_iter().chain(always) {
        headers.remove(name);
    }
}

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");
