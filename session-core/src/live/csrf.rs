//! Form tokens, which a page of this site knows and a page of another site doesn't. They stop
//! cross-site request forgery.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq_16;

use crate::id::SessionId;
use crate::rng::{Rng, RngError};

/// The secret that a session's form tokens contain.
///
/// It is derived from the session's id by a one-way function. So it changes with every renewal of
/// the id and every transition, needs no room in the cookie, stays the same when keys change, and
/// says nothing about the id.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfSecret([u8; 16]);

impl CsrfSecret {
    pub(crate) fn of(id: &SessionId, session: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("session-core csrf v1");
        hasher.update(id.as_bytes());
        hasher.update(session.as_bytes());
        let hash = hasher.finalize();
        let (secret, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 16");
        Self(*secret)
    }

    /// Returns whether `token` is one of this session's, in constant time.
    pub fn has_made(&self, token: &str) -> bool {
        unmasked(token).is_some_and(|secret| constant_time_eq_16(&secret, &self.0))
    }

    /// Makes a token for one page. The secret is masked, so that each token is another text and a
    /// compressed page doesn't give the secret away (BREACH).
    pub(crate) fn token(&self, rng: &dyn Rng) -> Result<CsrfToken, RngError> {
        let mut bytes = [0; 32];
        rng.fill(&mut bytes[..16])?;
        let (mask, masked) = bytes.split_at_mut(16);
        for (place, (mask, secret)) in masked.iter_mut().zip(mask.iter().zip(&self.0)) {
            *place = mask ^ secret;
        }
        Ok(CsrfToken(URL_SAFE_NO_PAD.encode(bytes)))
    }
}

/// Returns the secret in a token's text: its second half, unmasked by its first half.
fn unmasked(token: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 33];
    if URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok() != Some(32) {
        return None;
    }
    let mut secret = [0; 16];
    for (place, (mask, masked)) in secret.iter_mut().zip(bytes[..16].iter().zip(&bytes[16..32])) {
        *place = mask ^ masked;
    }
    Some(secret)
}

/// Redacted.
impl fmt::Debug for CsrfSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfSecret(…)")
    }
}

/// The token for a form of one page, made by [`Live::csrf_token`](crate::Live::csrf_token).
/// `Display` writes its text, which is safe in HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// The name of the form's field that contains the token.
    pub const FIELD: &'static str = "csrf_token";

    /// The name of the header in which scripts send the token.
    pub const HEADER: &'static str = "x-csrf-token";

    /// Returns whether a text has the form of a token, whichever session made it.
    pub fn has_form(text: &str) -> bool {
        unmasked(text).is_some()
    }

    /// Returns the token's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Redacted: anyone who has the token can forge the visitor's forms.
impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::OsRng;

    #[test]
    fn a_token_is_known_by_its_session_only_and_differs_each_time() {
        let [one, renewed] =
            [SessionId::from_bytes([1; 16]), SessionId::from_bytes([2; 16])].map(|id| CsrfSecret::of(&id, "shop/Page"));
        let other = CsrfSecret::of(&SessionId::from_bytes([1; 16]), "shop/Other");
        let [first, second] = [(); 2].map(|()| one.token(&OsRng).expect("randomness"));
        assert_ne!(first, second);
        assert!(one.has_made(first.as_str()) && one.has_made(second.as_str()));
        assert!(!renewed.has_made(first.as_str()) && !other.has_made(first.as_str()));
    }

    #[test]
    fn what_is_no_token_is_none() {
        let secret = CsrfSecret::of(&SessionId::from_bytes([1; 16]), "shop/Page");
        let token = secret.token(&OsRng).expect("randomness").to_string();
        let long = format!("{token}A");
        for text in ["", "A", "ü", &token[1..], &token[..42], &long, &"A".repeat(43), &"A".repeat(5000)] {
            assert!(!secret.has_made(text), "{text}");
            assert_eq!(CsrfToken::has_form(text), text.len() == 43, "{text}");
        }
    }
}
