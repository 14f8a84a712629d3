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
// before it makes texts of them. Such a dict is only written, and `find` alone looks something up
// in it.
#[derive(Clone, Default)]
pub struct Dict {
    entries: Vec<(Text, Value)>,
    is_by_number: bool,
}

/// The number of entries up to which a key is compared with each: most differ from it in length.
const FEW: usize = 16;

impl Dict {
    /// Creates an empty dict.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), is_by_number: false }
    }

    /// Creates a dict from sorted entries. No two of them may have the same key.
    pub(crate) fn from_sorted(entries: Vec<(Text, Value)>) -> Self {
        Self { entries, is_by_number: false }
    }

    /// Creates a dict from entries whose keys are numbers, sorted as numbers. No two of them may
    /// have the same key.
    pub(crate) fn from_sorted_by_number(entries: Vec<(Text, Value)>) -> Self {
        Self { entries, is_by_number: true }
    }

    /// Returns whether the entries are sorted as numbers.
    pub(crate) fn is_by_number(&self) -> bool {
        self.is_by_number
    }

    /// Creates a dict from entries in any order. Of entries with the same key, the last one
    /// counts.
    pub(crate) fn from_entries(mut entries: Vec<(Text, Value)>) -> Self {
        if !entries.is_sorted_by(|one, other| one.0 < other.0) {
            entries.reverse();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries.dedup_by(|later, earlier| later.0 == earlier.0);
        }
        Self::from_sorted(entries)
    }

    /// Sets the value of a key, and returns the old one.
    pub fn insert(&mut self, key: impl Into<Text>, value: Value) -> Option<Value> {
        let key = key.into();
        match self.entries.binary_search_by(|entry| entry.0.cmp(&key)) {
            Ok(index) => Some(std::mem::replace(&mut self.entries[index].1, value)),
            Err(index) => {
                self.entries.insert(index, (key, value));
                None
            }
        }
    }

    /// Removes a key, and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let index = self.index(key.as_bytes())?;
        Some(self.entries.remove(index).1)
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.get_text(key.as_bytes())
    }

    /// Returns the value of a key, for a change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.index(key.as_bytes()).map(|index| &mut self.entries[index].1)
    }

    /// Returns the value of a key that Rust may be unable to represent as a text.
    pub(crate) fn get_text(&self, key: &[u8]) -> Option<&Value> {
        self.index(key).map(|index| &self.entries[index].1)
    }

    /// Returns the value of a key in a dict that may be in the order of numbers.
    pub(crate) fn find(&self, key: &Text) -> Option<&Value> {
        let number = |key: &Text| key.as_str().and_then(|key| key.parse::<i128>().ok());
        let index = if self.is_by_number {
            self.entries.binary_search_by(|entry| number(&entry.0).cmp(&number(key))).ok()
        } else {
            self.index(key.as_bytes())
        };
        index.map(|index| &self.entries[index]).filter(|entry| entry.0 == *key).map(|entry| &entry.1)
    }

    fn index(&self, key: &[u8]) -> Option<usize> {
        if self.entries.len() <= FEW {
            return self.entries.iter().position(|entry| entry.0.as_bytes() == key);
        }
        self.entries.binary_search_by(|entry| entry.0.as_bytes().cmp(key)).ok()
    }

    /// Returns the only entry, if there is exactly one.
    pub(crate) fn only(&self) -> Option<(&Text, &Value)> {
        match &*self.entries {
            [(key, value)] => Some((key, value)),
            _ => None,
        }
    }

    /// Returns the only entry, if there is exactly one.
    pub(crate) fn into_only(mut self) -> Option<(Text, Value)> {
        self.entries.pop().filter(|_| self.entries.is_empty())
    }

    /// Iterates over the entries, sorted by their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Text, &mut Value)> {
        self.entries.iter_mut().map(|(key, value)| (&*key, value))
    }

    pub(crate) fn as_slice(&self) -> &[(Text, Value)] {
        &self.entries
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
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
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Text, &'a Value);
    type IntoIter = Map<slice::Iter<'a, (Text, Value)>, fn(&'a (Text, Value)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}

impl PartialEq for Dict {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
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

    #[test]
    fn a_value_is_found_among_few_and_among_many() {
        for count in 0..3 * FEW {
            let dict: Dict = (0..count).map(|number| (format!("{number:02}"), Value::from(number))).collect();
            for number in 0..3 * FEW {
                let expected = (number < count).then(|| Value::from(number));
                assert_eq!(dict.get(&format!("{number:02}")), expected.as_ref(), "{number} among {count}");
            }
            assert_eq!(dict.get(""), None);
        }
    }

    /// A dict with many entries is looked up in once for each of another dict's.
    #[test]
    fn a_value_is_found_in_either_order() {
        let numbers = [-20, -3, 0, 7, 10, 100];
        let entries =
            |numbers: &[i32]| numbers.iter().map(|number| (number.to_string().into(), Value::from(*number))).collect();
        let by_number = Dict::from_sorted_by_number(entries(&numbers));
        let by_text = Dict::from_entries(entries(&numbers));
        for dict in [&by_number, &by_text] {
            for number in numbers {
                assert_eq!(dict.find(&number.to_string().into()), Some(&Value::from(number)));
            }
            for other in ["1", "007", "", "x", "+7"] {
                assert_eq!(dict.find(&other.into()), None, "{other}");
            }
        }
    }
}
