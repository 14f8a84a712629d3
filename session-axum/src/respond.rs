//! Responses that this crate makes itself.

use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use session_core::WrongState;
use session_http::{Exchange, Obtain, Unavailable, redirect};

/// Closes the session and returns the response to send: the handler's, or a 500 if closing fails.
pub(crate) async fn finish<C: Obtain>(exchange: Exchange<C>, mut response: Response) -> Response {
    match exchange.close(&mut response).await {
        Ok(()) => response,
        Err(why) => unavailable(&why),
    }
}

/// Returns the response for a session that can't be opened or closed. The visitor isn't told the
/// reason, which an event has told.
pub(crate) fn unavailable(why: &Unavailable) -> Response {
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
    why.put(&mut response);
    response
}

/// Returns the response for a visitor who is in another state than the handler asks for.
pub(crate) fn refuse(wrong: WrongState, request: &Parts) -> Response {
    // The request's own URI has only the nested router's part of the path.
    let asked = request.extensions.get().map_or(&request.uri, |OriginalUri(uri)| uri);
    match redirect(wrong, request.method.as_str(), asked.path()) {
        Some(path) => Redirect::to(path).into_response(),
        None => (StatusCode::FORBIDDEN, "Forbidden: this isn't available in your session's current state").into_response(),
    }
}
