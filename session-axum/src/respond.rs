//! Responses that this crate makes itself.

use std::future::pending;
use std::mem;
use std::panic::resume_unwind;

use axum::extract::{OriginalUri, Request};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use session_core::WrongState;
use session_http::{Answer, Exchange, Obtain, Spawn, Unavailable};

/// Returns an answer of session-http as a response, which keeps it among its extensions: an
/// application can put another page in its place.
pub(crate) fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("an answer's status is one of a few");
    let text = answer.text.clone();
    let mut response = if text.is_empty() { status.into_response() } else { (status, text).into_response() };
    for (name, value) in &answer.headers {
        let value = HeaderValue::from_str(value).expect("the derive lets only visible ASCII into a path");
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response.extensions_mut().insert(answer);
    response
}

/// Closes the session. If that fails, the response becomes a 500, or a 409 or 503 where another
/// request was faster or a store gives no answer. It keeps the cookies of inner sessions that a
/// store has: their visitors would be left with former tickets.
pub(crate) async fn finish<C: Obtain>(exchange: Exchange<C>, response: &mut Response) {
    match exchange.close(response, &Tokio).await {
        Ok(stored) if stored.is_empty() => {}
        Ok(stored) => response.extensions_mut().get_or_insert_default::<Stored>().0.extend(stored),
        Err(why) => {
            let replaced = mem::replace(response, unavailable(&why));
            keep_cookies(replaced, response);
        }
    }
}

/// The names of the cookies of a response whose sessions a store has.
#[derive(Clone, Default)]
struct Stored(Vec<String>);

/// Moves the cookies of sessions that a store has to the response that replaces theirs.
fn keep_cookies(mut replaced: Response, response: &mut Response) {
    let Some(stored) = replaced.extensions_mut().remove::<Stored>() else { return };
    let name =
        |cookie: &HeaderValue| cookie.as_bytes().split(|byte| *byte == b'=').next().map(<[u8]>::to_vec).unwrap_or_default();
    for cookie in replaced.headers().get_all(SET_COOKIE) {
        if stored.0.iter().any(|stored| stored.as_bytes() == name(cookie)) {
            response.headers_mut().append(SET_COOKIE, cookie.clone());
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
    response.extensions_mut().insert(stored);
}

/// The runtime that axum runs on.
struct Tokio;

impl Spawn for Tokio {
    async fn run<F>(&self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::in_current_span(future);
        match tokio::spawn(future).await {
            Ok(output) => output,
            Err(stopped) => match stopped.try_into_panic() {
                Ok(panicked) => resume_unwind(panicked),
                // The runtime ends, and this request with it.
                Err(_) => pending().await,
            },
        }
    }
}

/// Returns the response for a session that can't be opened or closed. The visitor isn't told the
/// reason, which an event has told.
pub(crate) fn unavailable(why: &Unavailable) -> Response {
    let mut response = respond(Answer::from(why));
    why.put(&mut response);
    response
}

/// Returns the response for a visitor who is in another state than the handler asks for.
pub(crate) fn refuse(wrong: WrongState, request: &Request) -> Response {
    // The request's own URI has only the nested router's part of the path.
    let asked = request.extensions().get().map_or(request.uri(), |OriginalUri(uri)| uri);
    respond(Answer::to_wrong_state(wrong, request.method().as_str(), asked.path()))
}
