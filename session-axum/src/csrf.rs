//! Forms and scripts that only this site's own pages can use.

use std::error::Error;
use std::fmt;

use axum::Form;
use axum::extract::rejection::{FormRejection, RawFormRejection};
use axum::extract::{FromRequest, FromRequestParts, RawForm, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use session_core::CsrfRefusal;
use session_http::Answer;
use session_http::csrf::{ExpectedToken, FormProblem, is_safe, without_token};

use crate::respond::respond;

/// A form that one of this site's own pages sent, which is checked before the handler runs.
///
/// Use it instead of [`Form`], in a handler behind [`with_session`](crate::with_session). It
/// checks what the browser says about where the request comes from (`Sec-Fetch-Site`, or
/// `Origin`), and the form's token, which the form's page got from
/// [`Live::csrf_token`](session_core::Live::csrf_token).
///
/// ```
/// use axum::response::Html;
/// use axum::{Router, routing::get};
/// use serde::Deserialize;
/// use session_axum::{ProtectedForm, with_session};
/// use session_core::{Key, Live, RngError, Session, Sessions};
///
/// #[derive(Session)]
/// struct Preferences {
///     name: String,
/// }
///
/// #[derive(Deserialize)]
/// struct Name {
///     name: String,
/// }
///
/// async fn page(mut preferences: Live<'_, Preferences>) -> Result<Html<String>, &'static str> {
///     let token = preferences.csrf_token().map_err(|_: RngError| "no randomness")?;
///     Ok(Html(format!(
///         r#"<form method="post"><input name="name"><input type="hidden" name="csrf_token" value="{token}"><button>Save</button></form>"#
///     )))
/// }
///
/// async fn save(mut preferences: Live<'_, Preferences>, ProtectedForm(form): ProtectedForm<Name>) {
///     preferences.name = form.name;
/// }
///
/// let app: Router = Router::new()
///     .route("/", get(with_session(page)).post(with_session(save)))
///     .with_state(Sessions::<Preferences>::in_cookie(Key::generate()));
/// # let _ = app;
/// ```
///
/// A body of another type, such as an upload, is a 415 as with [`Form`]. For uploads and JSON see
/// [`Protected`].
///
/// Use it for methods that change something. A GET is refused, because a form that is sent by GET
/// has its fields, the token among them, in the address, and any site can link there.
///
/// In a handler of several sessions, the first one's tokens count, so the page asks that session
/// for its token. Put the session first that an attacker wants to act for (a `Login`), and not one
/// that others can plant. If the tokens of any session counted, an attacker who can plant a cookie
/// of the lesser one (from a subdomain, where it has no `__Host-` prefix) would have a token for
/// all.
#[derive(Clone, Copy, Debug)]
pub struct ProtectedForm<T>(pub T);

/// A request that one of this site's own pages sent, with the token in the header `x-csrf-token`.
/// This is for scripts that send JSON. GET, HEAD, OPTIONS and TRACE requests need no token, so a
/// handler that also answers these must not change anything for them.
///
/// ```
/// use axum::Json;
/// use session_axum::Protected;
/// use session_core::{Live, Session};
///
/// #[derive(Session)]
/// struct Basket {
///     items: Vec<u32>,
/// }
///
/// async fn add(mut basket: Live<'_, Basket>, _: Protected, Json(item): Json<u32>) {
///     basket.items.push(item);
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Protected;

/// Why a [`ProtectedForm`] or [`Protected`] isn't extracted. An event has told the reason.
///
/// A request that may be an attack (`Refused`) is answered with a 403, whose text is the same
/// whatever the reason, except in debug builds. The others are the application's mistake
/// (`NoSession` with a 500, `Reads` with a 405) or the form's own (`Body`, `Form`), which axum's
/// `Form` answers in the same way.
#[derive(Debug)]
#[non_exhaustive]
pub enum CsrfRejection {
    /// The request doesn't seem to come from one of this site's own pages.
    Refused(CsrfRefusal),
    /// The handler isn't behind [`with_session`](crate::with_session), so there is no session to
    /// ask.
    NoSession,
    /// A [`ProtectedForm`] was requested with GET, or with another method that changes nothing.
    Reads,
    /// The body isn't of a form's type, or can't be read.
    Body(RawFormRejection),
    /// The body is not the form that the handler wants.
    Form(FormRejection),
}

impl CsrfRejection {
    /// Returns what is wrong with the form, apart from its token.
    fn problem(&self) -> Option<FormProblem> {
        match self {
            Self::Refused(_) => None,
            Self::NoSession => Some(FormProblem::NoSession),
            Self::Reads => Some(FormProblem::Reads),
            Self::Body(RawFormRejection::InvalidFormContentType(_)) => Some(FormProblem::ContentType),
            Self::Body(_) => Some(FormProblem::Body),
            Self::Form(_) => Some(FormProblem::Fields),
        }
    }

    /// Emits the event. Whoever refuses a token has emitted that event.
    fn reported(self) -> Self {
        if let Some(problem) = self.problem() {
            problem.report();
        }
        self
    }
}

impl fmt::Display for CsrfRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NoSession => FormProblem::NoSession.fmt(f),
            Self::Reads => FormProblem::Reads.fmt(f),
            Self::Body(rejection) => rejection.fmt(f),
            Self::Form(rejection) => rejection.fmt(f),
        }
    }
}

impl Error for CsrfRejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused(_) | Self::NoSession | Self::Reads => None,
            Self::Body(rejection) => rejection.source(),
            Self::Form(rejection) => rejection.source(),
        }
    }
}

impl IntoResponse for CsrfRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => respond(Answer::from(refusal)),
            Self::NoSession => respond(Answer::from(FormProblem::NoSession)),
            Self::Reads => respond(Answer::from(FormProblem::Reads)),
            Self::Body(rejection) => rejection.into_response(),
            Self::Form(rejection) => rejection.into_response(),
        }
    }
}

impl From<CsrfRefusal> for CsrfRejection {
    fn from(refusal: CsrfRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<St: Sync> FromRequestParts<St> for Protected {
    type Rejection = CsrfRejection;

    async fn from_request_parts(parts: &mut Parts, _: &St) -> Result<Self, CsrfRejection> {
        if is_safe(parts.method.as_str()) {
            return Ok(Self);
        }
        let expected = expected(parts).map_err(CsrfRejection::reported)?;
        expected.check_site(parts)?;
        expected.check_token(parts, None)?;
        Ok(Self)
    }
}

impl<T: DeserializeOwned, St: Send + Sync> FromRequest<St> for ProtectedForm<T> {
    type Rejection = CsrfRejection;

    async fn from_request(request: Request, state: &St) -> Result<Self, CsrfRejection> {
        read_form(request, state).await.map_err(CsrfRejection::reported)
    }
}

async fn read_form<T: DeserializeOwned, St: Send + Sync>(
    request: Request,
    state: &St,
) -> Result<ProtectedForm<T>, CsrfRejection> {
    let (parts, body) = request.into_parts();
    if is_safe(parts.method.as_str()) {
        return Err(CsrfRejection::Reads);
    }
    let expected = expected(&parts)?.clone();
    expected.check_site(&parts)?;
    // This looks at the type first, and reads no more of the body than axum lets any extractor
    // read.
    let raw = RawForm::from_request(Request::from_parts(parts.clone(), body), state).await;
    let RawForm(body) = raw.map_err(CsrfRejection::Body)?;
    expected.check_token(&parts, Some(&body))?;
    let request = Request::from_parts(parts, without_token(&body).into());
    let Form(form) = Form::from_request(request, state).await.map_err(CsrfRejection::Form)?;
    Ok(ProtectedForm(form))
}

fn expected(parts: &Parts) -> Result<&ExpectedToken, CsrfRejection> {
    parts.extensions.get().ok_or(CsrfRejection::NoSession)
}
