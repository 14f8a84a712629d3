//! Forms and scripts that only this site's own pages can use.

use std::fmt;

use axum::Form;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FormRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{ALLOW, HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use session_core::CsrfToken;
use session_core::csrf::{CsrfSecret, Site};

/// A form that one of this site's own pages sent: checked before the handler runs.
///
/// It stands where [`Form`] would, in a handler behind [`with_session`](crate::with_session). Two things are checked: what the browser says
/// of where the request comes from (`Sec-Fetch-Site`, or `Origin`), and the form's token, which
/// [`Live::csrf_token`](session_core::Live::csrf_token) has given the page that the form stands on.
///
/// ```
/// use axum::response::Html;
/// use axum::{Router, routing::get};
/// use serde::Deserialize;
/// use session_axum::{ProtectedForm, with_session};
/// use session_core::{Key, Live, Session, SessionError, Sessions};
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
///     let token = preferences.csrf_token().map_err(|_: SessionError| "no randomness")?;
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
/// It is for methods that change something. A GET is refused, since a form that is sent by GET has its fields, the token among them, in the
/// address, and any site can link there. For what isn't a form, see [`Protected`].
///
/// In a handler of several sessions the tokens are the first one's: the page asks that one for its token. Put first the session that an
/// attacker would act for, a `Login`, and not one that anybody can plant: with a token of either, whoever plants a cookie of the lesser
/// one (from a subdomain, where it has no `__Host-` prefix) would have a token for both.
#[derive(Clone, Copy, Debug)]
pub struct ProtectedForm<T>(pub T);

/// A request that one of this site's own pages sent, with the token in the header `x-csrf-token`: for scripts that send JSON. GET, HEAD and
/// OPTIONS requests need none, so a handler that answers these as well must change nothing for them.
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

/// What the tokens of the request's session have in them; none if it is fresh. Put into the request before its extractors run.
#[derive(Clone)]
pub(crate) struct Expected(Option<CsrfSecret>);

impl Expected {
    pub(crate) fn new(secret: Option<CsrfSecret>) -> Self {
        Self(secret)
    }

    fn check(&self, token: Option<&str>) -> Result<(), CsrfRejection> {
        let token = token.ok_or(CsrfRejection::NoToken)?;
        let is_ours = self.0.as_ref().is_some_and(|secret| secret.has_made(token));
        if is_ours { Ok(()) } else { Err(CsrfRejection::WrongToken) }
    }
}

/// Why a request was not taken for one of this site's own.
///
/// What may be somebody's attack (`AnotherSite`, `NoToken`, `WrongToken`) is answered by 403, with a text that is the same whatever the
/// reason. The rest is the application's mistake (`NoSession` by 500, `Reads` by 405), or the form's own (`Body`, `Form`), as axum's `Form`
/// answers it.
#[derive(Debug)]
#[non_exhaustive]
pub enum CsrfRejection {
    /// Its browser says that another site sent it.
    AnotherSite,
    /// It has no token.
    NoToken,
    /// Its token is not one of this session's: the page is from before a sign-in or sign-out, or somebody has made it up.
    WrongToken,
    /// The handler isn't behind [`with_session`](crate::with_session), so that there is no session to ask.
    NoSession,
    /// A [`ProtectedForm`] was asked for by GET, or by another method that changes nothing.
    Reads,
    /// The body can't be read.
    Body(BytesRejection),
    /// The body is not the form that the handler wants.
    Form(FormRejection),
}

impl fmt::Display for CsrfRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnotherSite => f.write_str("the request comes from another site"),
            Self::NoToken => f.write_str("the request has no token"),
            Self::WrongToken => f.write_str("the request's token is not one of this session's"),
            Self::NoSession => f.write_str("there is no session here: mount the handler by `with_session`"),
            Self::Reads => {
                f.write_str("a protected form isn't sent by GET: mount its handler by `post`, and write `method=\"post\"`")
            }
            Self::Body(rejection) => rejection.fmt(f),
            Self::Form(rejection) => rejection.fmt(f),
        }
    }
}

impl std::error::Error for CsrfRejection {}

impl IntoResponse for CsrfRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Body(rejection) => rejection.into_response(),
            Self::Form(rejection) => rejection.into_response(),
            Self::NoSession => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response(),
            Self::Reads => {
                let text = "Method Not Allowed: this form is sent by POST";
                (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST, PUT, PATCH, DELETE")], text).into_response()
            }
            _ => (StatusCode::FORBIDDEN, "Forbidden: this page is out of date. Go back, reload it, and try again")
                .into_response(),
        }
    }
}

impl<St: Sync> FromRequestParts<St> for Protected {
    type Rejection = CsrfRejection;

    async fn from_request_parts(parts: &mut Parts, _: &St) -> Result<Self, CsrfRejection> {
        if changes_nothing(&parts.method) {
            return Ok(Self);
        }
        check_site(&parts.headers, &parts.uri)?;
        expected(parts)?.check(token_in(&parts.headers))?;
        Ok(Self)
    }
}

impl<T: DeserializeOwned, St: Send + Sync> FromRequest<St> for ProtectedForm<T> {
    type Rejection = CsrfRejection;

    async fn from_request(request: Request, state: &St) -> Result<Self, CsrfRejection> {
        let (parts, body) = request.into_parts();
        if changes_nothing(&parts.method) {
            return Err(CsrfRejection::Reads);
        }
        check_site(&parts.headers, &parts.uri)?;
        let expected = expected(&parts)?.clone();
        // As much of the body as axum lets any extractor read.
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await.map_err(CsrfRejection::Body)?;
        let in_form = form_urlencoded::parse(&body).find(|(name, _)| name == CsrfToken::FIELD).map(|(_, token)| token);
        expected.check(token_in(&parts.headers).or(in_form.as_deref()))?;
        let request = Request::from_parts(parts, without_token(&body).into());
        let Form(form) = Form::from_request(request, state).await.map_err(CsrfRejection::Form)?;
        Ok(Self(form))
    }
}

/// The form as its handler wants it: the token is ours.
fn without_token(body: &[u8]) -> String {
    let fields = form_urlencoded::parse(body).filter(|(name, _)| name != CsrfToken::FIELD);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// RFC 9110 §9.2.1.
pub(crate) fn changes_nothing(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(method)
}

fn expected(parts: &Parts) -> Result<&Expected, CsrfRejection> {
    parts.extensions.get().ok_or(CsrfRejection::NoSession)
}

fn check_site(headers: &HeaderMap, uri: &Uri) -> Result<(), CsrfRejection> {
    let header = |name: HeaderName| headers.get(name).map(axum::http::HeaderValue::as_bytes);
    // HTTP/2 has the host in the URI.
    let host = uri.authority().map(|authority| authority.as_str().as_bytes()).or_else(|| header(HOST));
    match Site::of(header(SEC_FETCH_SITE), header(ORIGIN), host) {
        Site::Other => Err(CsrfRejection::AnotherSite),
        Site::Own | Site::Unsaid => Ok(()),
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

fn token_in(headers: &HeaderMap) -> Option<&str> {
    headers.get(CsrfToken::HEADER)?.to_str().ok()
}
