//! HTML that needs no escaping.

use std::fmt;
use std::ops::Deref;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::MARKUP;

/// HTML that needs no escaping: `markupsafe.Markup`, which Jinja puts into a page as it is.
///
/// A field of this type is read from markup only, never from a plain text, which anybody may have typed. A `String` reads both.
///
/// ```
/// use session_core::Session;
/// use session_flask::Markup;
///
/// #[derive(Session)]
/// struct Page {
///     notice: Option<Markup>,
/// }
///
/// let page = Page { notice: Some(Markup::new("<em>Saved.</em>")) };
/// assert_eq!(page.notice.as_deref(), Some("<em>Saved.</em>"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Markup(String);

impl Markup {
    /// Vouches that `html` needs no escaping. There is no `From<String>`, so that nobody does that by accident.
    pub fn new(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Markup {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARKUP, &self.0)
    }
}

impl<'de> Deserialize<'de> for Markup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKUP, Inside).map(Self)
    }
}

/// The text inside of the newtype; what isn't the newtype is refused.
struct Inside;

impl<'de> Visitor<'de> for Inside {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("markup")
    }

    fn visit_newtype_struct<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}
