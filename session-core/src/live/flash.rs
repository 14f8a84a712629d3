//! Messages that are shown once: Flask's `flash` and `get_flashed_messages`.

use std::{fmt, slice, vec};

use serde::de::value::SeqAccessDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits::{FLASH_BYTES as BYTES, FLASH_MESSAGES as MESSAGES};
use crate::schema::merge::{Policy, PolicyOf};
use crate::schema::sealed::Derived;
use crate::schema::{MaxSize, SessionValue, Shape, head_size};

/// A field of messages for the visitor's next page, each shown once.
///
/// A handler that redirects puts messages in, and the next page takes them out. The newest 8
/// messages are kept, and at most 1 KB of them, so that a visitor who never looks at a page
/// doesn't fill the cookie.
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
/// A HEAD request takes no messages out, since `session-axum` lets it change nothing.
///
/// A page that a browser fetches before its visitor asks for it (prefetch, prerender) takes
/// messages out. If the visitor goes there, the browser shows that page with its messages. If not,
/// nobody sees them. Such a request has the header `Sec-Purpose`: where this matters, take
/// messages only in requests without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flash {
    messages: Vec<FlashMessage>,
}

/// The largest encoding is an array of 8 pairs, with a head for each pair and for its two texts.
impl MaxSize for Flash {
    const MAX_SIZE: usize = 1 + MESSAGES * (1 + head_size(BYTES / 8) + head_size(BYTES)) + BYTES;
}

impl SessionValue for Flash {
    const ONLY_BY_DERIVE: Derived = Derived;
    const SHAPE: &'static Shape = <Option<Vec<(String, String)>>>::SHAPE;
}

impl PolicyOf<Flash> {
    /// Keeps the messages that either request has put in, theirs first, and none that either has
    /// taken out.
    pub const POLICY: Policy<Flash> = Policy::by(|base, mine, theirs| {
        let (i_kept, my_new) = base.kept_by(mine);
        let (they_kept, their_new) = base.kept_by(theirs.clone());
        let kept = base.messages.iter().zip(i_kept.iter().zip(&they_kept));
        let kept = kept.filter(|(_, (mine, theirs))| **mine && **theirs).map(|(message, _)| message.clone());
        let mut merged = Flash::default();
        merged.extend(kept.chain(their_new).chain(my_new));
        Some(merged)
    });
}

/// One message of a [`Flash`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashMessage {
    category: String,
    text: String,
}

/// The name of the newtype that serde sees around a flash's content, which is `None` or a list of
/// pairs.
///
/// Formats write and read the content of the newtype. `session-flask` knows the name, and reads
/// only the pairs of texts in a list that a Python application has filled.
pub const FLASH_NEWTYPE: &str = "session_core::Flash";

impl Flash {
    /// Adds a message of the category `message`, as Flask does.
    pub fn push(&mut self, text: impl Into<String>) {
        self.push_as("message", text);
    }

    /// Adds a message of a category: `error`, `warning`, or any other that the pages distinguish.
    ///
    /// The oldest messages are dropped if there would be more than 8 messages or more than 1 KB. A
    /// single message that is longer than 1 KB is cut.
    pub fn push_as(&mut self, category: impl Into<String>, text: impl Into<String>) {
        let (mut category, mut text) = (category.into(), text.into());
        cut(&mut category, BYTES / 8);
        cut(&mut text, BYTES - category.len());
        self.messages.push(FlashMessage { category, text });
        let is_too_much = |messages: &[FlashMessage]| {
            messages.len() > MESSAGES || messages.iter().map(FlashMessage::bytes).sum::<usize>() > BYTES
        };
        let keeps = (0..self.messages.len()).find(|start| !is_too_much(&self.messages[*start..])).unwrap_or_default();
        self.messages.drain(..keeps);
    }

    /// Takes all messages out, oldest first.
    pub fn take(&mut self) -> Vec<FlashMessage> {
        std::mem::take(&mut self.messages)
    }

    /// Takes out the messages of these categories. The others stay for another page, whereas Flask
    /// drops them.
    pub fn take_of(&mut self, categories: &[&str]) -> Vec<FlashMessage> {
        self.messages.extract_if(.., |message| categories.contains(&message.category.as_str())).collect()
    }

    /// Returns the messages, oldest first, without taking them out.
    pub fn messages(&self) -> &[FlashMessage] {
        &self.messages
    }

    /// Shows the messages one by one, oldest first, without taking them out.
    pub fn iter(&self) -> slice::Iter<'_, FlashMessage> {
        self.messages.iter()
    }

    /// Returns whether each message is still in `later`, and the messages that are new there. Equal
    /// messages are the same one.
    fn kept_by(&self, later: Self) -> (Vec<bool>, Vec<FlashMessage>) {
        let mut kept = vec![false; self.messages.len()];
        let mut new = later.messages;
        new.retain(|message| {
            let place = (0..kept.len()).find(|place| !kept[*place] && self.messages[*place] == *message);
            place.inspect(|place| kept[*place] = true).is_none()
        });
        (kept, new)
    }

    /// Makes a flash from decoded pairs of category and text, or from nothing.
    fn of(pairs: Option<Vec<(String, String)>>) -> Self {
        let pairs = pairs.unwrap_or_default();
        Self { messages: pairs.into_iter().map(|(category, text)| FlashMessage { category, text }).collect() }
    }
}

impl FlashMessage {
    /// Returns the category, which is `message` unless another one was given.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// Returns the text for the visitor.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn bytes(&self) -> usize {
        self.category.len() + self.text.len()
    }
}

/// Iterates over the messages, oldest first, without taking them out.
impl<'f> IntoIterator for &'f Flash {
    type Item = &'f FlashMessage;
    type IntoIter = slice::Iter<'f, FlashMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Iterates over the messages, oldest first.
impl IntoIterator for Flash {
    type Item = FlashMessage;
    type IntoIter = vec::IntoIter<FlashMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.messages.into_iter()
    }
}

/// Adds messages, as [`push_as`](Flash::push_as) does.
impl Extend<FlashMessage> for Flash {
    fn extend<I: IntoIterator<Item = FlashMessage>>(&mut self, messages: I) {
        messages.into_iter().for_each(|FlashMessage { category, text }| self.push_as(category, text));
    }
}

/// Cuts `text` to at most `bytes` bytes, between two characters, and puts an ellipsis at its end.
fn cut(text: &mut String, bytes: usize) {
    const ELLIPSIS: char = '…';
    if text.len() > bytes {
        let most = bytes - ELLIPSIS.len_utf8();
        let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(end);
        text.push(ELLIPSIS);
    }
}

/// Writes pairs of category and text. A flash without messages is written as `None`, so that
/// Flask's cookie has no `_flashes` then.
impl Serialize for Flash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs: Vec<_> = self.messages.iter().map(|message| (&message.category, &message.text)).collect();
        let pairs = (!pairs.is_empty()).then_some(pairs);
        serializer.serialize_newtype_struct(FLASH_NEWTYPE, &pairs)
    }
}

impl<'de> Deserialize<'de> for Flash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FLASH_NEWTYPE, Pairs)
    }
}

/// Reads the newtype, or its content from a deserializer that passes over newtypes.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Flash;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing, or pairs of a category and a text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Flash, D::Error> {
        Option::deserialize(deserializer).map(Flash::of)
    }

    fn visit_unit<E>(self) -> Result<Flash, E> {
        Ok(Flash::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, pairs: A) -> Result<Flash, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(pairs)).map(|pairs| Flash::of(Some(pairs)))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::SeqDeserializer;

    use super::*;

    fn texts(flash: &Flash) -> Vec<&str> {
        flash.messages().iter().map(FlashMessage::text).collect()
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
    fn what_is_no_pair_of_texts_is_no_message() {
        let read = |entries: Vec<Vec<&'static str>>| {
            let entries: SeqDeserializer<_, serde::de::value::Error> = entries.into_deserializer();
            Flash::deserialize(entries).map(|flash| texts(&flash).join(","))
        };
        assert_eq!(read(vec![vec!["message", "one"], vec!["error", "two"]]), Ok("one,two".to_owned()));
        assert!(read(vec![vec!["message"]]).is_err() && read(vec![vec!["message", "one", "two"]]).is_err());
    }

    #[test]
    fn messages_go_in_and_come_out_as_of_a_list() {
        let mut flash = Flash::default();
        flash.push("one");
        let mut other = Flash::default();
        other.push_as("error", "two");
        flash.extend(other);
        assert_eq!(flash.iter().map(FlashMessage::text).collect::<Vec<_>>(), ["one", "two"]);
        let categories: Vec<_> = flash.into_iter().map(|message| message.category().to_owned()).collect();
        assert_eq!(categories, ["message", "error"]);
    }

    fn merged(base: &[&str], mine: &[&str], theirs: &[&str]) -> String {
        let flash = |texts: &[&str]| {
            let mut flash = Flash::default();
            flash.extend(texts.iter().map(|text| FlashMessage { category: String::new(), text: (*text).to_owned() }));
            flash
        };
        let merge = PolicyOf::<Flash>::POLICY.merge().expect("a flash has a policy of its own");
        let merged = merge(&flash(base), flash(mine), &flash(theirs)).expect("flashes are always merged");
        texts(&merged).join(" ")
    }

    #[test]
    fn two_requests_messages_are_merged() {
        assert_eq!(merged(&["a", "b"], &["a", "b", "mine"], &["a", "b", "theirs"]), "a b theirs mine");
        assert_eq!(merged(&["a", "b"], &["b"], &["a", "b", "theirs"]), "b theirs", "I took one");
        assert_eq!(merged(&["a", "b"], &["a", "b", "mine"], &[]), "mine", "they took both");
        assert_eq!(merged(&["a", "b"], &["a"], &["b"]), "", "each took one");
        assert_eq!(merged(&[], &["a"], &["a"]), "a a", "both put one in");
        assert_eq!(merged(&["a", "a"], &["a"], &["a", "a"]), "a", "I took one of two");
    }

    #[test]
    fn the_newest_stay_of_two_requests_messages() {
        let (mine, theirs) = (["m"; 5], ["t"; 5]);
        assert_eq!(merged(&[], &mine, &theirs), "t t t m m m m m");
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
