//! Texts as Python has them.

use std::borrow::Cow;
use std::fmt;

/// A text as Python has it: one that may have half of a surrogate pair in it, which no Rust text can have.
///
/// All others are compared with, and made from, the texts that Rust has:
///
/// ```
/// use session_flask::Text;
///
/// let name = Text::from("Zoë");
/// assert_eq!(name, "Zoë");
/// assert_eq!(name.as_str(), Some("Zoë"));
/// ```
///
/// They are ordered by code points, as in Python.
// WTF-8, which is UTF-8 where half of a surrogate pair is a character like any other: the order of its bytes is that of its code points.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Cow<'static, [u8]>);

impl Text {
    pub(crate) fn from_wtf8(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }

    /// The name of a field: no memory is asked for.
    pub(crate) const fn from_static(text: &'static str) -> Self {
        Self(Cow::Borrowed(text.as_bytes()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, unless it has half of a surrogate pair in it.
    pub fn as_str(&self) -> Option<&str> {
        str::from_utf8(&self.0).ok()
    }

    /// The text, unless it has half of a surrogate pair in it.
    pub fn into_string(self) -> Option<String> {
        String::from_utf8(self.0.into_owned()).ok()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from_wtf8(text.into_bytes())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, text: &str) -> bool {
        *self.0 == *text.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}

/// As Rust shows a text; half of a surrogate pair is shown as `U+FFFD`.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.0), f)
    }
}
