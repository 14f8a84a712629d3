//! Responses that this crate makes itself.

use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use session_core::WrongState;
use session_http::{Exchange, Obtain, Unavailable, redirect};

/// Closes the session, and gives the response that is sent: the handler's, or a 500 where what it
/// wrote can't be stored.
pub(crate) async fn finish<C: Obtain>(exchange: Exchange<C>, mut response: Response) -> Response {
    match exchange.close(&mut response).await {
        Ok(()) => response,
        Err(why) => unavailable(&why),
    }
}

/// The response when a session can't be opened or closed. The reason has been an event; the
/// visitor is told nothing.
pub(crate) fn unavailable(why: &Unavailable) -> Response {
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
    why.put(&mut response);
    response
}

/// The answer to a visitor in another state than the handler asks for.
pub(crate) fn refuse(wrong: WrongState, request: &Parts) -> Response {
    // A nested router sees only its own part of the path.
    let asked = request.extensions.get().map_or(&request.uri, |OriginalUri(uri)| uri);
    match redirect(wrong, request.method.as_str(), asked.path()) {
        Some(path) => Redirect::to(path).into_response(),
        None => (StatusCode::FORBIDDEN, "Forbidden: your session doesn't allow this now").into_response(),
    }
}
