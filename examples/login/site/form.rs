//! Forms that only this site's own pages can send.
//!
//! [`ProtectedForm`] checks where a form comes from, and its token, before a handler runs. Refused
//! forms get a page of this site's own.

use axum::extract::{FromRequest, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use session_axum::ProtectedForm;

use super::pages::Forbidden;

/// A form that one of this visitor's own pages sent.
pub(super) struct Posted<T>(pub(super) T);

/// The fields of a form that only has a button.
#[derive(Deserialize)]
pub(super) struct Button {}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Forbidden;

    /// A request that isn't a form has no token.
    async fn from_request(request: Request, state: &S) -> Result<Self, Forbidden> {
        ProtectedForm::from_request(request, state).await.map(|ProtectedForm(form)| Self(form)).map_err(|_| Forbidden)
    }
}
