//! Texts as Python has them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A text as Python has it, which may contain half of a surrogate pair. No Rust text can.
///
/// Texts without one can be compared with Rust's texts and made from them:
///
/// ```
/// use session_flask::Text;
///
/// let name = Text::from("Zoë");
/// assert_eq!(name, "Zoë");
/// assert_eq!(name.as_str(), Some("Zoë"));
/// ```
///
/// Texts are ordered by code points, as in Python.
// The bytes are WTF-8, which is UTF-8 in which half of a surrogate pair is a character like any
// other. The order of the bytes is that of the code points.
#[derive(Clone)]
pub struct Text(Repr);

/// Most texts of a session are keys and short words, which need no allocation.
#[derive(Clone)]
enum Repr {
    Short(u8, [u8; MAX_SHORT]),
    Static(&'static str),
    Long(Box<[u8]>),
}

/// The number of bytes that makes the whole type no larger than three words.
const MAX_SHORT: usize = 22;

impl Text {
    pub(crate) fn from_wtf8(bytes: &[u8]) -> Self {
        let mut short = [0; MAX_SHORT];
        match (short.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(buffer), Ok(length)) => {
                buffer.copy_from_slice(bytes);
                Self(Repr::Short(length, short))
            }
            _ => Self(Repr::Long(bytes.into())),
        }
    }

    /// Takes the name of a field as it is.
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

    /// Returns the text, unless it contains half of a surrogate pair.
    pub fn as_str(&self) -> Option<&str> {
        str::from_utf8(self.as_bytes()).ok()
    }

    /// Converts the text to a Rust text.
    ///
    /// # Errors
    ///
    /// The text itself, if it contains half of a surrogate pair.
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

/// Prints the text as Rust does. Half of a surrogate pair is printed as `U+FFFD`.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(self.as_bytes()), f)
    }
}

/// Prints the text for people: half of a surrogate pair is printed as `U+FFFD`. Use
/// [`as_str`](Text::as_str) where the text has to stay the same.
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
