//! Signs in and out as Flask-Login does, so that Flask's `current_user` is the user who signed in
//! here.

use std::ascii;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{HeaderValue, USER_AGENT};
use axum::http::request::Parts;
use sha2::{Digest as _, Sha512};

use super::visit::Visit;

/// The users' ids and names. Real applications would both ask one database.
pub(super) const USERS: [(&str, &str); 2] = [("1", "Ada"), ("2", "Grace")];

/// Returns the name of the user with this id: `user_loader`.
pub(super) fn user(id: &str) -> Option<&'static str> {
    USERS.into_iter().find(|(known, _)| *known == id).map(|(_, name)| name)
}

impl Visit {
    /// Signs a user in: `flask_login.login_user(user)`.
    pub(super) fn log_in(&mut self, id: String, browser: Browser) {
        self.user = Some(id);
        self.fresh = Some(true);
        self.browser = Some(browser.0);
    }

    /// Signs the user out: `flask_login.logout_user()` without "remember me". An application with
    /// `login_user(user, remember=True)` also sets `_remember` to `"clear"`, and Flask then
    /// deletes its other cookie.
    pub(super) fn log_out(&mut self) {
        (self.user, self.fresh, self.browser) = (None, None, None);
    }

    /// Returns the name of the user who is signed in: `flask_login.current_user`.
    pub(super) fn current_user(&self) -> Option<&'static str> {
        user(self.user.as_deref()?)
    }
}

/// The fingerprint by which Flask-Login recognizes a browser: its address and its `User-Agent`,
/// hashed.
///
/// Flask-Login compares it at each request. Without the right one a session isn't fresh, or is
/// signed out if `SESSION_PROTECTION = "strong"`. Flask-Login takes the address from
/// `X-Forwarded-For`, which `proxy.rs` sets.
pub(super) struct Browser(String);

impl Browser {
    /// Computes the fingerprint as `_create_identifier` in `flask_login/utils.py` does. It hashes
    /// Python's bytes as `repr` prints them.
    fn new(address: IpAddr, user_agent: Option<&[u8]>) -> Self {
        // Flask decodes a header as Latin-1, and Flask-Login encodes it again as UTF-8.
        let user_agent = user_agent.map(|bytes| bytes.iter().map(|byte| char::from(*byte)).collect::<String>());
        let user_agent = user_agent.map_or_else(|| "None".to_owned(), |text| repr(text.as_bytes()));
        let shown = format!("{}|{user_agent}", repr(address.to_string().as_bytes()));
        Self(Sha512::digest(shown).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")))
    }
}

/// Writes bytes as Python prints them: in single quotes, unless these would need an escape and
/// double quotes wouldn't.
fn repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut shown = format!("b{quote}");
    for byte in bytes {
        match char::from(*byte) {
            other @ ('\'' | '"') if other != quote => shown.push(other),
            _ => shown.extend(ascii::escape_default(*byte).map(char::from)),
        }
    }
    shown.push(quote);
    shown
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = <ConnectInfo<SocketAddr> as FromRequestParts<S>>::Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let ConnectInfo(address) = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await?;
        Ok(Self::new(address.ip(), parts.headers.get(USER_AGENT).map(HeaderValue::as_bytes)))
    }
}
