//! Requests that another site makes a visitor's browser send (cross-site request forgery).
//!
//! `SameSite` holds most of them off. Behind it stand what the browser says of where a request comes from, and a token that only this
//! site's pages know.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq_16;

use crate::rng::{Rng, RngError};
use crate::sid::Sid;

/// Where a request comes from, as its browser says.
///
/// A page of this site that changes something is asked for by one of its own pages, or by the visitor's own hand.
///
/// ```
/// use session_core::csrf::Site;
///
/// let host = Some(&b"shop.example"[..]);
/// assert_eq!(Site::of(Some(b"same-origin"), None, host), Site::Own);
/// assert_eq!(Site::of(Some(b"cross-site"), None, host), Site::Other);
/// assert_eq!(Site::of(None, Some(b"https://evil.example"), host), Site::Other);
/// assert_eq!(Site::of(None, None, host), Site::Unsaid);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// This one, or no site at all: the address bar, a bookmark.
    Own,
    /// Another one. A subdomain is another one.
    Other,
    /// No browser of the last years, and perhaps none at all.
    Unsaid,
}

impl Site {
    /// From the headers `Sec-Fetch-Site` (W3C Fetch Metadata) and `Origin` (RFC 6454), and the host that the request is for.
    ///
    /// `Sec-Fetch-Site` counts if it is there, since no script can set it; otherwise the host in `Origin` has to be ours.
    pub fn of(sec_fetch_site: Option<&[u8]>, origin: Option<&[u8]>, host: Option<&[u8]>) -> Self {
        match (sec_fetch_site, origin) {
            (Some(b"same-origin" | b"none"), _) => Self::Own,
            (Some(_), _) => Self::Other,
            (None, None) => Self::Unsaid,
            (None, Some(origin)) => {
                let is_own = host_of(origin).zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host));
                if is_own { Self::Own } else { Self::Other }
            }
        }
    }
}

/// What stands behind the scheme; `null` has none.
fn host_of(origin: &[u8]) -> Option<&[u8]> {
    [&b"https://"[..], b"http://"].into_iter().find_map(|scheme| origin.strip_prefix(scheme))
}

/// What a session's tokens have in them.
///
/// It is made from the session's id by a one-way function, so that it is another one after every renewal and transition, needs no room in
/// the cookie, outlives a change of keys, and tells nothing about the id.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfSecret([u8; 16]);

impl CsrfSecret {
    pub(crate) fn of(Sid(sid): &Sid, session: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("session-core csrf v1");
        hasher.update(sid);
        hasher.update(session.as_bytes());
        let hash = hasher.finalize();
        let (secret, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 16");
        Self(*secret)
    }

    /// Whether `token` is one of this session's; in constant time.
    pub fn has_made(&self, token: &str) -> bool {
        let mut bytes = [0; 33];
        if URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok() != Some(32) {
            return false;
        }
        let mut secret = [0; 16];
        for (place, (mask, masked)) in secret.iter_mut().zip(bytes[..16].iter().zip(&bytes[16..32])) {
            *place = mask ^ masked;
        }
        constant_time_eq_16(&secret, &self.0)
    }

    /// A token for one page. It is masked, another text each time, so that a compressed page doesn't give it away (BREACH).
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

/// Redacted.
impl fmt::Debug for CsrfSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfSecret(…)")
    }
}

/// A token for a form of one page; [`Live::csrf_token`](crate::Live::csrf_token) makes it. `Display` is its text, which is safe in HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// The name of the form's field that has the token in it.
    pub const FIELD: &'static str = "csrf_token";

    /// The name of the header that scripts send it in.
    pub const HEADER: &'static str = "x-csrf-token";

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Redacted: whoever has it can forge the visitor's forms.
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
        let [one, renewed] = [Sid([1; 16]), Sid([2; 16])].map(|sid| CsrfSecret::of(&sid, "shop/Page"));
        let other = CsrfSecret::of(&Sid([1; 16]), "shop/Other");
        let [first, second] = [(); 2].map(|()| one.token(&OsRng).expect("randomness"));
        assert_ne!(first, second);
        assert!(one.has_made(first.as_str()) && one.has_made(second.as_str()));
        assert!(!renewed.has_made(first.as_str()) && !other.has_made(first.as_str()));
    }

    #[test]
    fn what_is_no_token_is_none() {
        let secret = CsrfSecret::of(&Sid([1; 16]), "shop/Page");
        let token = secret.token(&OsRng).expect("randomness").to_string();
        let long = format!("{token}A");
        for text in ["", "A", "ü", &token[1..], &token[..42], &long, &"A".repeat(43), &"A".repeat(5000)] {
            assert!(!secret.has_made(text), "{text}");
        }
    }

    #[test]
    fn a_request_is_our_own_if_its_browser_says_so() {
        let host = Some(&b"shop.example:3000"[..]);
        for (sec_fetch_site, origin, site) in [
            (Some("same-origin"), None, Site::Own),
            (Some("none"), None, Site::Own),
            (Some("same-origin"), Some("https://evil.example"), Site::Own),
            (Some("same-site"), None, Site::Other),
            (Some("cross-site"), Some("https://shop.example:3000"), Site::Other),
            (Some("what"), None, Site::Other),
            (Some(""), None, Site::Other),
            (None, Some("https://shop.example:3000"), Site::Own),
            (None, Some("http://SHOP.example:3000"), Site::Own),
            (None, Some("https://shop.example"), Site::Other),
            (None, Some("https://evil.example"), Site::Other),
            (None, Some("https://shop.example:3000.evil.example"), Site::Other),
            (None, Some("shop.example:3000"), Site::Other),
            (None, Some("null"), Site::Other),
            (None, Some(""), Site::Other),
            (None, None, Site::Unsaid),
        ] {
            let found = Site::of(sec_fetch_site.map(str::as_bytes), origin.map(str::as_bytes), host);
            assert_eq!(found, site, "{sec_fetch_site:?} {origin:?}");
        }
        assert_eq!(Site::of(None, Some(b"https://shop.example"), None), Site::Other, "a request without a host");
    }
}
