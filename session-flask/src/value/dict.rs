//! Dicts whose keys are texts, as in JSON.

use std::fmt;
use std::iter::Map;
use std::slice;

use super::{Text, Value};

/// A dict whose keys are texts, in sorted order, as Flask writes it.
///
/// ```
/// use session_flask::{Dict, Value};
///
/// let dict = Dict::from_iter([("name", Value::from("Ada")), ("age", Value::from(36))]);
/// assert_eq!(dict.get("age"), Some(&Value::Int(36)));
/// assert_eq!(dict.iter().next().unwrap().0, "age");
/// ```
// Only a map whose keys were numbers has another order, that of the numbers: Python sorts keys
// before it makes texts of them. Such a dict is only written, and nothing is looked up in it.
#[derive(Clone, Default, PartialEq)]
pub struct Dict(Vec<(Text, Value)>);

impl Dict {
    /// Creates an empty dict.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Creates a dict from entries in the order in which they are to be written. No two of them
    /// may have the same key.
    pub(crate) fn from_ordered(entries: Vec<(Text, Value)>) -> Self {
        Self(entries)
    }

    /// Creates a dict from entries in any order. Of entries with the same key, the last one
    /// counts.
    pub(crate) fn from_entries(mut entries: Vec<(Text, Value)>) -> Self {
        if !entries.is_sorted_by(|one, other| one.0 < other.0) {
            entries.reverse();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries.dedup_by(|later, earlier| later.0 == earlier.0);
        }
        Self(entries)
    }

    /// Sets the value of a key, and returns the old one.
    pub fn insert(&mut self, key: impl Into<Text>, value: Value) -> Option<Value> {
        let key = key.into();
        match self.0.binary_search_by(|entry| entry.0.cmp(&key)) {
            Ok(index) => Some(std::mem::replace(&mut self.0[index].1, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }

    /// Removes a key, and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let index = self.index(key.as_bytes())?;
        Some(self.0.remove(index).1)
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.get_text(key.as_bytes())
    }

    /// Returns the value of a key, for a change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.index(key.as_bytes()).map(|index| &mut self.0[index].1)
    }

    /// Returns the value of a key that Rust may be unable to represent as a text.
    pub(crate) fn get_text(&self, key: &[u8]) -> Option<&Value> {
        self.index(key).map(|index| &self.0[index].1)
    }

    /// Returns the entries for looking them up, in a dict that may be in the order of numbers.
    pub(crate) fn by_key(&self) -> ByKey<'_> {
        let mut entries: Vec<_> = self.0.iter().collect();
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        ByKey(entries)
    }

    fn index(&self, key: &[u8]) -> Option<usize> {
        self.0.binary_search_by(|entry| entry.0.as_bytes().cmp(key)).ok()
    }

    /// Returns the only entry, if there is exactly one.
    pub(crate) fn only(&self) -> Option<(&Text, &Value)> {
        match &*self.0 {
            [(key, value)] => Some((key, value)),
            _ => None,
        }
    }

    /// Returns the only entry, if there is exactly one.
    pub(crate) fn into_only(mut self) -> Option<(Text, Value)> {
        self.0.pop().filter(|_| self.0.is_empty())
    }

    /// Iterates over the entries, sorted by their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Text, &mut Value)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    pub(crate) fn as_slice(&self) -> &[(Text, Value)] {
        &self.0
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The entries of a dict, sorted by their keys.
pub(crate) struct ByKey<'d>(Vec<&'d (Text, Value)>);

impl<'d> ByKey<'d> {
    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &Text) -> Option<&'d Value> {
        self.0.binary_search_by(|entry| entry.0.cmp(key)).ok().map(|index| &self.0[index].1)
    }
}

impl<K: Into<Text>> FromIterator<(K, Value)> for Dict {
    /// Collects entries. Of two equal keys, the last one counts, as in Python.
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        Self::from_entries(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}

impl IntoIterator for Dict {
    type Item = (Text, Value);
    type IntoIter = std::vec::IntoIter<(Text, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Text, &'a Value);
    type IntoIter = Map<slice::Iter<'a, (Text, Value)>, fn(&'a (Text, Value)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl fmt::Debug for Dict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_changed_in_place() {
        let mut dict = Dict::from_iter([("b", Value::from(2)), ("a", Value::from(1))]);
        *dict.get_mut("b").unwrap() = Value::from(3);
        assert_eq!(dict.get_mut("c"), None);
        let mut keys = Vec::new();
        for (key, value) in &dict {
            keys.push((key.as_str().unwrap(), value.as_i64().unwrap()));
        }
        assert_eq!(keys, [("a", 1), ("b", 3)]);
    }
}
