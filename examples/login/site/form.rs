//! Forms that only this site's own pages can send.
//!
//! `SameSite=Lax` keeps other sites' forms away in browsers that know it; the token does in all of them. What a form says can't
//! be read without checking it: [`Posted`] gives its fields to whoever has the visitor's [`Page`], if the tokens are the same.

use axum::extract::{Form, FromRequest, Request};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use session_core::Live;

use super::pages::Forbidden;
use super::sessions::Page;

/// What a visitor's forms carry: 16 random bytes, as text. Whoever can make a browser send a form doesn't know it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Token(String);

impl Token {
    fn generate() -> Self {
        Self(random_text())
    }
}

/// 16 bytes of the operating system's randomness, as text.
pub(super) fn random_text() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("a system without randomness can sign nobody in");
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Page {
    /// The token for a form that is about to be shown. The first form makes it.
    pub(super) fn token(page: &mut Live<'_, Self>) -> String {
        match &page.token {
            Some(token) => token.0.clone(),
            None => page.token.insert(Token::generate()).0.clone(),
        }
    }

    /// Another token, when somebody else sits here: forms from before the sign-in are of no use after it.
    pub(super) fn renew_token(&mut self) {
        self.token = Some(Token::generate());
    }
}

/// A form that was sent, whose fields can't be read before its token is checked.
#[derive(Deserialize)]
pub(super) struct Posted<T> {
    #[serde(default)]
    token: String,
    #[serde(flatten)]
    fields: T,
}

/// The fields of a form that is only a button.
#[derive(Deserialize)]
pub(super) struct Button {}

impl<T> Posted<T> {
    /// The fields, if one of this visitor's own pages has sent them. Called before anything is changed.
    pub(super) fn check(self, page: &Page) -> Result<T, Forbidden> {
        let expected = page.token.as_ref().ok_or(Forbidden)?;
        if constant_time_eq(expected.0.as_bytes(), self.token.as_bytes()) { Ok(self.fields) } else { Err(Forbidden) }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Forbidden;

    /// What isn't a form has no token.
    async fn from_request(request: Request, state: &S) -> Result<Self, Forbidden> {
        Form::from_request(request, state).await.map(|Form(posted)| posted).map_err(|_| Forbidden)
    }
}
