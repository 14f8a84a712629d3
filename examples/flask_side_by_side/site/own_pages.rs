//! Refuses requests that another site makes a visitor's browser send, for both applications. In
//! Flask, Flask-WTF's token does this.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use session_http::csrf::Site;

/// Lets a request through if it changes nothing, or if no other site has sent it. Browsers that
/// don't say where a request comes from are held back by `SameSite=Lax`.
pub(super) async fn only(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && Site::of(&request) == Site::Other {
        return (StatusCode::FORBIDDEN, "Another site has sent this. Nothing was changed.\n").into_response();
    }
    next.run(request).await
}
