//! The target of form tokens: hostile bytes as a form's body and as the header in which scripts
//! send a token. Whatever they are, a handler runs only if this visitor's token is among them.

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use session_axum::{Protected, ProtectedForm, with_session};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{CsrfToken, Live, Rng, RngError, Session, Sessions};
use tower::ServiceExt as _;

#[derive(Session)]
#[session(name = "hostile/Desk", cookie = "__Host-desk")]
struct Desk {
    length: u64,
}

#[derive(Deserialize)]
struct Note {
    note: Option<String>,
}

async fn token(mut desk: Live<'_, Desk>) -> String {
    desk.csrf_token().expect("randomness").to_string()
}

async fn save(mut desk: Live<'_, Desk>, ProtectedForm(form): ProtectedForm<Note>) {
    // The note itself may have no room in a cookie.
    desk.length += 1 + form.note.unwrap_or_default().len() as u64;
}

async fn write(mut desk: Live<'_, Desk>, _: Protected) {
    desk.length += 1;
}

/// No randomness, so that the same input does the same each time.
#[derive(Debug)]
struct Fixed;

impl Rng for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.iter_mut().zip(1..).for_each(|(byte, number)| *byte = number);
        Ok(())
    }
}

/// A site, and a visitor who has seen a page of it.
struct World {
    app: Router,
    cookie: HeaderValue,
    /// The token of that page.
    token: String,
    /// What each of the visitor's tokens contains.
    secret: [u8; 16],
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let sessions = Sessions::<Desk>::options().clock(ManualClock::default()).rng(Fixed).in_cookie(key(1));
    let app = Router::new()
        .route("/", axum::routing::get(with_session(token)))
        .route("/form", post(with_session(save)))
        .route("/script", post(with_session(write)))
        .with_state(sessions);
    let request = Request::get("/").body(Body::empty()).expect("a request");
    let response = block_on(app.clone().oneshot(request)).expect("axum never fails");
    let cookie = response.headers()[SET_COOKIE].to_str().expect("ASCII").split(';').next().expect("a pair").to_owned();
    let page = block_on(to_bytes(response.into_body(), 100)).expect("a page");
    let token = String::from_utf8(page.to_vec()).expect("a token");
    let secret = secret(token.as_bytes()).expect("a token");
    World { app, cookie: HeaderValue::from_str(&cookie).expect("a cookie"), token, secret }
});

/// Returns the secret in a token: its two halves, one masked by the other.
fn secret(token: &[u8]) -> Option<[u8; 16]> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(std::array::from_fn(|place| bytes[place] ^ bytes[place + 16]))
}

fn is_good(token: &[u8]) -> bool {
    secret(token) == Some(WORLD.secret)
}

fn send(request: axum::http::request::Builder, body: Body) -> StatusCode {
    let world = &*WORLD;
    let request = request.header(COOKIE, &world.cookie).header(HOST, "shop.example").body(body).expect("a request");
    let response = block_on(world.app.clone().oneshot(request)).expect("axum never fails");
    let (status, changes) = (response.status(), response.headers().contains_key(SET_COOKIE));
    assert!(status.is_success() || !changes, "what is refused changes something: {status}");
    status
}

/// What stands for the visitor's token in an input.
pub(crate) const TOKEN: &[u8] = b"TOKEN";

fn with_token(bytes: &[u8]) -> Vec<u8> {
    match bytes.windows(TOKEN.len()).position(|part| part == TOKEN) {
        Some(place) => [&bytes[..place], WORLD.token.as_bytes(), &with_token(&bytes[place + TOKEN.len()..])].concat(),
        None => bytes.to_vec(),
    }
}

/// Tests `bytes` as a form's body and as a header's token, and returns for each whether the handler
/// ran. In both, [`TOKEN`] becomes the visitor's token.
pub(crate) fn form(bytes: &[u8]) -> [bool; 2] {
    let bytes = &*with_token(bytes);
    let form = Request::post("/form").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let status = send(form, Body::from(bytes.to_vec()));
    let tokens = tokens(bytes);
    match status {
        StatusCode::OK => assert!(tokens.iter().any(|token| is_good(token)), "a form without the visitor's token"),
        status => assert!(status.is_client_error(), "{status}"),
    }

    let Ok(value) = HeaderValue::from_bytes(bytes) else { return [status == StatusCode::OK, false] };
    let script = Request::post("/script").header(CsrfToken::HEADER, value);
    let is_run = send(script, Body::empty()) == StatusCode::OK;
    assert_eq!(is_run, is_good(bytes), "a header's token");
    [status == StatusCode::OK, is_run]
}

/// Returns what a form's fields with the token's name have. This is another reader than the
/// library's, as simple as possible.
fn tokens(form: &[u8]) -> Vec<Vec<u8>> {
    let pairs = form.split(|byte| *byte == b'&').map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        [parts.next(), parts.next()].map(|part| decoded(part.unwrap_or_default()))
    });
    pairs.filter(|[name, _]| name == CsrfToken::FIELD.as_bytes()).map(|[_, value]| value).collect()
}

/// Replaces each `+` by a space, and `%` and two digits by the byte that they stand for.
fn decoded(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((first, after)) = rest.split_first() {
        let digits = after.first_chunk().filter(|digits: &&[u8; 2]| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let escaped = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    bytes
}
