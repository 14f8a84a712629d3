//! Texts as Python has them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A text as Python has it: one that may have half of a surrogate pair in it, which no Rust text
/// can have.
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
// WTF-8, which is UTF-8 where half of a surrogate pair is a character like any other: the order of
// its bytes is that of its code points.
#[derive(Clone)]
pub struct Text(Repr);

/// Most texts of a session are keys and short words, for which no memory is asked.
#[derive(Clone)]
enum Repr {
    Short(u8, [u8; SHORT]),
    Static(&'static str),
    Long(Box<[u8]>),
}

/// As many bytes as make the whole no larger than three words.
const SHORT: usize = 22;

impl Text {
    pub(crate) fn from_wtf8(bytes: &[u8]) -> Self {
        let mut short = [0; SHORT];
        match (short.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(room), Ok(length)) => {
                room.copy_from_slice(bytes);
                Self(Repr::Short(length, short))
            }
            _ => Self(Repr::Long(bytes.into())),
        }
    }

    /// The name of a field, as it is.
    pub(crate) const fn from_static(text: &'static str) -> Self {
        Self(Repr::Static(text))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Short(length, bytes) => &bytes[..usize::from(*length)],
            Repr::Static(text) => text.as_bytes(),
            Repr::Long(bytes) => bytes,
        }
    }

    /// The text, unless it has half of a surrogate pair in it.
    pub fn as_str(&self) -> Option<&str> {
        str::from_utf8(self.as_bytes()).ok()
    }

    /// The text as Rust has it.
    ///
    /// # Errors
    ///
    /// The text itself, if it has half of a surrogate pair in it.
    pub fn into_string(self) -> Result<String, Self> {
        self.as_str().map(str::to_owned).ok_or(self)
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from_static("")
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from_wtf8(text.as_bytes())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, text: &str) -> bool {
        self.as_bytes() == text.as_bytes()
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
        fmt::Debug::fmt(&String::from_utf8_lossy(self.as_bytes()), f)
    }
}

/// For people: half of a surrogate pair is shown as `U+FFFD`. Where the text is to be the same,
/// there is [`as_str`](Text::as_str).
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(self.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_pair_is_shown_and_never_lost() {
        let (plain, half) = (Text::from("Zoë"), Text::from_wtf8(b"a\xed\xa0\x80"));
        assert_eq!((format!("{plain:>4}"), plain.into_string()), (" Zoë".to_owned(), Ok("Zoë".to_owned())));
        assert!(half.to_string().starts_with("a\u{fffd}"));
        assert_eq!(half.clone().into_string(), Err(half));
    }
}
