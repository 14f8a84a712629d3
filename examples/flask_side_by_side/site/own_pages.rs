//! Requests that another site makes a visitor's browser send are refused here, for both: what
//! Flask-WTF's token is for.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use session_http::csrf::Site;

/// Lets through what changes nothing, and what no other site has sent. A browser that says nothing
/// has `SameSite=Lax` to hold it.
pub(super) async fn only(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && Site::of(&request) == Site::Other {
        return (StatusCode::FORBIDDEN, "Another site has sent this. Nothing was changed.\n").into_response();
    }
    next.run(request).await
}
