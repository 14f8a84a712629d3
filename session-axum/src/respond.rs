//! The end of a request: the session's headers go onto the response.

use axum::extract::OriginalUri;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use session_core::{Closed, Context, WrongState};

use crate::lend::{Lend, Loan};

/// Gives back what was lent, closes what was opened, and puts the headers onto `response`. What can't be stored makes it a 500.
pub(crate) async fn finish<C: Lend>(loan: Loan<C>, mut response: Response) -> Response {
    let released = loan.release().await.and_then(|closed| {
        let already = response.headers().get_all(SET_COOKIE).iter().map(HeaderValue::as_bytes);
        closed.check_names(already).map(|()| closed)
    });
    match released {
        Ok(closed) => {
            put(&closed, &mut response);
            response
        }
        Err(_) => failed::<C>(),
    }
}

/// The answer to a visitor in another state than the handler asks for. A page is looked for where the state says; anything else
/// would be done there by a redirect that nobody asked for.
pub(crate) fn refuse(wrong: WrongState, request: &Parts) -> Response {
    // A nested router sees only its own part of the path.
    let asked = request.extensions.get().map_or(&request.uri, |OriginalUri(uri)| uri);
    match wrong.otherwise() {
        // A page that sends its visitor to itself would do so for ever.
        Some(path) if [Method::GET, Method::HEAD].contains(&request.method) && path != asked.path() => {
            Redirect::to(path).into_response()
        }
        _ => (StatusCode::FORBIDDEN, "Forbidden: your session doesn't allow this now").into_response(),
    }
}

/// The response when a session can't be opened or closed. The reason has been an event; the visitor is told nothing.
pub(crate) fn failed<C: Context>() -> Response {
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
    put(&C::without_cookie(), &mut response);
    response
}

fn put(closed: &Closed, response: &mut Response) {
    let status = response.status().as_u16();
    let own = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    for header in closed.headers_beside(status, own) {
        let name = HeaderName::from_bytes(header.name.as_bytes()).expect("the name of a header that we set or that was there");
        let mut value = HeaderValue::from_str(header.value).expect("the derive lets only visible ASCII into a cookie");
        value.set_sensitive(name == SET_COOKIE);
        if header.replaces {
            response.headers_mut().insert(name, value);
        } else {
            response.headers_mut().append(name, value);
        }
    }
}
