//! `Set-Cookie`.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::Cookie;

/// Room for the text of most tokens, and the time.
const USUAL: usize = 256;

/// One `Set-Cookie` header of a response.
///
/// `Display` is the header's value. `Debug` hides the cookie's own value, which is as good as a
/// password.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    header: String,
    /// Where the cookie's value stands in the header.
    value: (usize, usize),
}

impl SetCookie {
    /// Sets the cookie to the text that `put` writes, for as long as it says from `now` on if the
    /// cookie is persistent, and otherwise until the browser closes. If it says nothing, the
    /// cookie is deleted.
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
            match cookie.expires {
                Some(date) => header.extend(["; Expires=", &date(now + age)]),
                None => header.extend(["; Max-Age=", &age.as_secs().to_string()]),
            }
        }
        header.push_str(&cookie.behind);
        Ok(Self { header, value })
    }

    /// Deletes the cookie: the same header with nothing in it and a time that has passed. Browsers
    /// ignore a deletion whose attributes they would not have let set the cookie.
    pub(crate) fn deletion(cookie: &Cookie) -> Self {
        const PAST: &str = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
        let header = [cookie.name(), "=", &cookie.attributes, PAST, &cookie.behind].concat();
        let start = cookie.name().len() + 1;
        Self { header, value: (start, start) }
    }

    /// The header's value.
    pub fn as_str(&self) -> &str {
        &self.header
    }

    /// The cookie's name.
    pub fn name(&self) -> &str {
        &self.header[..self.value.0 - 1]
    }

    /// The cookie's value: a token, or nothing in a deletion. Whoever has it has the session.
    pub fn value(&self) -> &str {
        &self.header[self.value.0..self.value.1]
    }
}

impl fmt::Display for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.header)
    }
}

/// With the value hidden.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = if self.value().is_empty() { "" } else { "…" };
        write!(f, "SetCookie({}={hidden}{})", self.name(), &self.header[self.value.1..])
    }
}
