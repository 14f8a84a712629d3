//! Requests that another site makes a visitor's browser send are refused here, for both: what Flask-WTF's token is for.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use session_core::csrf::Site;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets through what changes nothing, and what no other site has sent. A browser that says nothing has `SameSite=Lax` to hold it.
pub(super) async fn only(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && sender(request.headers()) == Site::Other {
        return (StatusCode::FORBIDDEN, "Another site has sent this. Nothing was changed.\n").into_response();
    }
    next.run(request).await
}

fn sender(headers: &HeaderMap) -> Site {
    let header = |name| headers.get(name).map(HeaderValue::as_bytes);
    Site::of(header(SEC_FETCH_SITE), header(ORIGIN), header(HOST))
}
