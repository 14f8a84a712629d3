//! `Set-Cookie`.

use std::fmt;
use std::time::Duration;

use super::Effective;

/// One `Set-Cookie` header of a response.
///
/// `Display` is the header's value. `Debug` hides the cookie's own value, which is as good as a password.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    header: String,
    /// Where the cookie's value stands in the header.
    value: (usize, usize),
}

impl SetCookie {
    /// Sets the cookie to what `put` writes, `length` bytes long; for `max_age`, or until the browser closes.
    pub(crate) fn new(cookie: &Effective, max_age: Option<Duration>, length: usize, put: impl FnOnce(&mut String)) -> Self {
        let room = cookie.name().len() + 1 + length + cookie.attributes.len() + "; Max-Age=34560000".len();
        let mut header = String::with_capacity(room);
        header.extend([cookie.name(), "="]);
        let start = header.len();
        put(&mut header);
        let value = (start, header.len());
        header.push_str(&cookie.attributes);
        if let Some(age) = max_age {
            use fmt::Write as _;
            let _ = write!(header, "; Max-Age={}", age.as_secs());
        }
        Self { header, value }
    }

    /// Deletes the cookie: the same header with nothing in it and a time that has passed. Browsers ignore a deletion whose
    /// attributes they would not have let set the cookie.
    pub(crate) fn deletion(cookie: &Effective) -> Self {
        let header = format!("{}={}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT", cookie.name(), cookie.attributes);
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
