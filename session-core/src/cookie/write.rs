//! The `Set-Cookie` header.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime};

use super::Cookie;
use super::place::Place;

/// Capacity for the text of most tokens and the time.
const USUAL: usize = 256;

/// One `Set-Cookie` header of a response.
///
/// `Display` writes the header's value. `Debug` hides the cookie's value, which is as good as a
/// password.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    header: String,
    /// Where the cookie's value stands in the header.
    value: (usize, usize),
}

impl SetCookie {
    /// Creates the header that sets the cookie to the text that `put` appends. `put` returns how
    /// long the cookie lasts from `now` on; a cookie that isn't persistent lasts until the browser
    /// closes. If `put` returns `None`, the header deletes the cookie.
    pub(crate) fn new<E>(
        cookie: &Cookie,
        now: SystemTime,
        persistent: bool,
        put: impl FnOnce(&mut String) -> Result<Option<Duration>, E>,
    ) -> Result<Self, E> {
        let mut header = String::with_capacity(cookie.name().len() + cookie.attributes.len() + cookie.behind.len() + USUAL);
        header.extend([cookie.name(), "="]);
        let start = header.len();
        let Some(age) = put(&mut header)? else { return Ok(Self::deletion(cookie)) };
        let value = (start, header.len());
        header.push_str(&cookie.attributes);
        if persistent {
            let written = match cookie.expires {
                Some(date) => write!(header, "; Expires={}", date(now + age)),
                None => write!(header, "; Max-Age={}", age.as_secs()),
            };
            written.expect("a text takes what is written to it");
        }
        header.push_str(&cookie.behind);
        Ok(Self { header, value })
    }

    /// Creates the header that deletes the cookie: an empty value and a time that has passed. The
    /// attributes are those of the cookie, because browsers ignore a deletion whose attributes
    /// they wouldn't accept for setting it.
    pub(crate) fn deletion(cookie: &Cookie) -> Self {
        const PAST: &str = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
        let header = [cookie.name(), "=", &cookie.attributes, PAST, &cookie.behind].concat();
        let start = cookie.name().len() + 1;
        Self { header, value: (start, start) }
    }

    /// Returns where a browser keeps the cookie.
    pub(crate) fn place(&self) -> Place<'_> {
        Place::of(self.name(), [&self.header[self.value.1..]])
    }

    /// Returns whether the header deletes the cookie.
    pub(crate) fn is_deletion(&self) -> bool {
        self.value().is_empty()
    }

    /// Returns the header's value.
    pub fn as_str(&self) -> &str {
        &self.header
    }

    /// Returns the cookie's name.
    pub fn name(&self) -> &str {
        &self.header[..self.value.0 - 1]
    }

    /// Returns the cookie's value: a token, or nothing in a deletion. Anyone who has the token has
    /// the session.
    pub fn value(&self) -> &str {
        &self.header[self.value.0..self.value.1]
    }
}

impl fmt::Display for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.header)
    }
}

/// The value is hidden.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = if self.value().is_empty() { "" } else { "…" };
        write!(f, "SetCookie({}={hidden}{})", self.name(), &self.header[self.value.1..])
    }
}
