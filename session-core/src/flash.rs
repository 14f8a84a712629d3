//! Messages that are shown once: Flask's `flash` and `get_flashed_messages`.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::size::{MaxSize, head_size};

/// A field of messages for the visitor's next page, each shown once.
///
/// A handler that redirects puts them in, and the page that comes next takes them out. The newest 8 are kept, and 1 KB of them: a
/// visitor who never looks doesn't fill the cookie.
///
/// ```
/// use session_core::{Flash, Live, Session};
///
/// #[derive(Session)]
/// struct Page {
///     flash: Flash,
/// }
///
/// async fn save(mut page: Live<'_, Page>) {
///     page.flash.push("Saved.");
///     page.flash.push_as("error", "The picture was too large.");
/// }
///
/// async fn show(mut page: Live<'_, Page>) -> String {
///     let messages = page.flash.take();
///     messages.iter().map(|message| format!("{}: {}\n", message.category(), message.text())).collect()
/// }
/// ```
///
/// HEAD requests, which `session-axum` doesn't let change anything, take nothing out. A page that a browser fetches ahead of its
/// visitor (prefetch, prerender: the request has the header `Sec-Purpose`) does, since it is shown as it came if the visitor goes
/// there, and only then; if not, its messages were shown to nobody. Take them in requests without that header if this matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flash {
    messages: Vec<Message>,
}

/// Null, or an array of pairs: of 8 messages, with a head for each pair and its two texts.
impl MaxSize for Flash {
    const MAX_SIZE: usize = 1 + MESSAGES * (1 + head_size(BYTES / 8) + head_size(BYTES)) + BYTES;
}

/// One message of a [`Flash`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    category: String,
    text: String,
}

/// How many messages are kept.
const MESSAGES: usize = 8;

/// How many bytes of categories and texts are kept.
const BYTES: usize = 1024;

impl Flash {
    /// Puts in a message of the category `message`, as Flask does.
    pub fn push(&mut self, text: impl Into<String>) {
        self.push_as("message", text);
    }

    /// Puts in a message of a category: `error`, `warning`, or whatever the pages make a difference of.
    ///
    /// The oldest ones go if there would be more than 8 messages or 1 KB; a message that has more by itself is cut.
    pub fn push_as(&mut self, category: impl Into<String>, text: impl Into<String>) {
        let (mut category, mut text) = (category.into(), text.into());
        cut(&mut category, BYTES / 8);
        cut(&mut text, BYTES - category.len());
        self.messages.push(Message { category, text });
        let is_too_much =
            |messages: &[Message]| messages.len() > MESSAGES || messages.iter().map(Message::bytes).sum::<usize>() > BYTES;
        let keeps = (0..self.messages.len()).find(|start| !is_too_much(&self.messages[*start..])).unwrap_or_default();
        self.messages.drain(..keeps);
    }

    /// Takes all messages out, oldest first.
    pub fn take(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.messages)
    }

    /// Takes out the messages of these categories; the others stay for a page that shows them. (Flask drops those.)
    pub fn take_of(&mut self, categories: &[&str]) -> Vec<Message> {
        self.messages.extract_if(.., |message| categories.contains(&message.category.as_str())).collect()
    }

    /// The messages, without taking them out.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }
}

impl Message {
    /// `message`, unless another one was said.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// What the visitor is told.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn bytes(&self) -> usize {
        self.category.len() + self.text.len()
    }
}

/// Cuts `text` to at most `bytes`, between two characters, and says so by an ellipsis.
fn cut(text: &mut String, bytes: usize) {
    const ELLIPSIS: char = '…';
    if text.len() > bytes {
        let end = text.floor_char_boundary(bytes - ELLIPSIS.len_utf8());
        text.truncate(end);
        text.push(ELLIPSIS);
    }
}

/// As pairs of category and text, and as `None` when there are none: Flask's cookie has no `_flashes` then.
impl Serialize for Flash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.messages.is_empty() {
            return serializer.serialize_none();
        }
        serializer.collect_seq(self.messages.iter().map(|message| (&message.category, &message.text)))
    }
}

/// Flask's `flash` takes any value for a message or a category, and so may another application put there what isn't a pair of texts. That is
/// passed over: it makes nobody's session unreadable.
impl<'de> Deserialize<'de> for Flash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Option::<Vec<Entry>>::deserialize(deserializer)?.unwrap_or_default();
        Ok(Self { messages: entries.into_iter().filter_map(Entry::into_message).collect() })
    }
}

/// What may stand where a message should, or one of its two texts.
enum Entry {
    Text(String),
    Items(Vec<Entry>),
    Other,
}

impl Entry {
    fn into_message(self) -> Option<Message> {
        let Self::Items(items) = self else { return None };
        match <[Self; 2]>::try_from(items) {
            Ok([Self::Text(category), Self::Text(text)]) => Some(Message { category, text }),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

/// Visits of values that are no texts.
macro_rules! others {
    ($($visit:ident: $Type:ty),*) => {
        $(fn $visit<E>(self, _: $Type) -> Result<Entry, E> {
            Ok(Entry::Other)
        })*
    };
}

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    others!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64, visit_bytes: &[u8]);

    fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Entry, E> {
        Ok(Entry::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Entry, E> {
        Ok(Entry::Other)
    }

    fn visit_none<E>(self) -> Result<Entry, E> {
        Ok(Entry::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Entry, D::Error> {
        Entry::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Entry, D::Error> {
        Entry::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Entry, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = items.next_element()? {
            entries.push(entry);
        }
        Ok(Entry::Items(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Entry, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Entry::Other)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;

    use super::*;

    fn texts(flash: &Flash) -> Vec<&str> {
        flash.messages().iter().map(Message::text).collect()
    }

    #[test]
    fn messages_are_taken_once() {
        let mut flash = Flash::default();
        flash.push("one");
        flash.push_as("error", "two");
        flash.push("three");
        let errors = flash.take_of(&["error"]);
        assert_eq!(errors.iter().map(|message| (message.category(), message.text())).collect::<Vec<_>>(), [("error", "two")]);
        assert_eq!(texts(&flash), ["one", "three"]);
        assert_eq!(flash.take().len(), 2);
        assert_eq!(flash, Flash::default());
    }

    #[test]
    fn nothing_is_no_messages() {
        let null: serde::de::value::UnitDeserializer<serde::de::value::Error> = ().into_deserializer();
        assert_eq!(Flash::deserialize(null), Ok(Flash::default()));
    }

    #[test]
    fn the_newest_stay() {
        let mut flash = Flash::default();
        for number in 0..20 {
            flash.push(number.to_string());
        }
        assert_eq!(texts(&flash), ["12", "13", "14", "15", "16", "17", "18", "19"]);
        flash.push("x".repeat(1010));
        assert_eq!(texts(&flash), [&*"x".repeat(1010)], "it leaves no room for the others");
    }

    #[test]
    fn one_that_is_too_long_is_cut_between_characters() {
        for length in 300..400 {
            let mut flash = Flash::default();
            flash.push_as("ü".repeat(200), "日".repeat(length));
            let [message] = flash.messages() else { panic!("one message") };
            assert!(message.bytes() <= BYTES && message.category().ends_with('…'));
            assert_eq!(message.text().ends_with('…'), length * 3 > BYTES - message.category().len());
        }
    }
}
