//! HTML that needs no escaping.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{EnumAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use session_core::format::trusted;

use crate::json::MARKUP;

/// HTML that needs no escaping: `markupsafe.Markup`, which Jinja puts into a page as it is.
///
/// A field of this type is read from markup only, never from a plain text, which anyone may have
/// typed. A `String` reads both. Markup is read from sessions only: in JSON that a visitor may
/// have sent, it is written as a text and never read. serde's buffers (`untagged`, `flatten`)
/// can't hold it either.
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
    /// Vouches that `html` needs no escaping. There is no `From<String>`, so that nobody does this
    /// by accident.
    pub fn new(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// Returns the HTML.
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

/// The name that is requested, and the only one that is accepted in the answer.
static REQUESTED: &str = MARKUP;

impl<'de> Deserialize<'de> for Markup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(REQUESTED, Inside).map(Self)
    }
}

/// Reads the text inside of the newtype, if it comes from a session. A text of any other format is
/// refused.
struct Inside;

impl<'de> Visitor<'de> for Inside {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("markup in a session")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, answer: A) -> Result<String, A::Error> {
        trusted::read(REQUESTED, answer, PhantomData)
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;
    use crate::value::Value;

    #[test]
    fn nothing_that_a_visitor_sends_is_markup() {
        assert_eq!(serde_json::to_string(&Markup::new("<b>")).unwrap(), r#""<b>""#);
        for text in [r#""<script>""#, r#"{" m":"<script>"}"#, r#"{"session::trusted::flask::Markup":"<script>"}"#, "null"] {
            assert!(serde_json::from_str::<Markup>(text).is_err(), "{text}");
        }
        for text in
            [r#"{" m":"<script>"}"#, r#"{" di":"{\" m\":\"<script>\"}"}"#, r#"{"session::trusted::flask::Value":{" m":"x"}}"#]
        {
            let value: Value = serde_json::from_str(text).unwrap();
            assert!(matches!(value, Value::Dict(_)), "{text}: {value:?}");
            let inside: Value = serde_json::from_str(&format!("[{{\"a\":{text}}}]")).unwrap();
            assert_eq!(inside.as_slice().unwrap()[0].get("a"), Some(&value));
        }
    }
}
