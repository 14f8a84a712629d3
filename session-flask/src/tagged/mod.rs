//! Rust types for values that Flask tags: bytes, UUIDs and dates.
//!
//! A field has the type [`Tagged`] for this. Inside of other types, which have serde's attributes,
//! use this module:
//!
//! ```
//! use std::time::SystemTime;
//!
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Upload {
//!     #[serde(with = "session_flask::tagged")]
//!     digest: Vec<u8>,
//!     #[serde(with = "session_flask::tagged")]
//!     at: Option<SystemTime>,
//! }
//! ```
//!
//! In other formats bytes and UUIDs are bytes, and dates are seconds since 1970.

mod bytes;
mod date;
#[cfg(test)]
mod tests;
#[cfg(feature = "uuid")]
mod uuid;

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A type that has a tag in Flask's cookie, `flask/json/tag.py`.
///
/// | type | Python's | feature |
/// | --- | --- | --- |
/// | `Vec<u8>` | `bytes` | |
/// | `uuid::Uuid` | `uuid.UUID` | `uuid` |
/// | `std::time::SystemTime` | `datetime.datetime` | |
/// | `time::OffsetDateTime` | `datetime.datetime` | `time` |
/// | `chrono::DateTime<Utc>` | `datetime.datetime` | `chrono` |
/// | `jiff::Timestamp` | `datetime.datetime` | `jiff` |
/// | [`DateTime`](crate::DateTime) | `datetime.datetime` | |
///
/// and an `Option` of each. Of a date, Flask keeps the second in UTC, from the year 100 to 9999;
/// writing any other date fails. A type of your own gets the tag of one of these by calling its
/// methods.
pub trait Tag: Sized {
    /// Writes the value with its tag.
    ///
    /// # Errors
    ///
    /// The serializer's own.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads the value, which has to have its tag.
    ///
    /// # Errors
    ///
    /// If there is another value, or one that the type can't hold.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Returns the value without the parts that Flask doesn't keep: the fraction of a second.
    #[must_use]
    fn cut(self) -> Self {
        self
    }
}

impl<T: Tag> Tag for Option<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Borrowed).serialize(serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<Tagged<T>> as Deserialize>::deserialize(deserializer).map(|value| value.map(Tagged::into_inner))
    }

    fn cut(self) -> Self {
        self.map(Tag::cut)
    }
}

struct Borrowed<'a, T>(&'a T);

impl<T: Tag> Serialize for Borrowed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Tag::serialize(self.0, serializer)
    }
}

/// Writes a value with its tag, for `#[serde(with = "session_flask::tagged")]`.
///
/// # Errors
///
/// The serializer's own.
pub fn serialize<T: Tag, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Tag::serialize(value, serializer)
}

/// Reads a value that has its tag, for `#[serde(with = "session_flask::tagged")]`.
///
/// # Errors
///
/// If there is another value, or one that the type can't hold.
pub fn deserialize<'de, T: Tag, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Tag::deserialize(deserializer)
}

/// A field that Flask writes with a tag: bytes, a UUID, a date.
///
/// ```
/// use std::time::SystemTime;
///
/// use session_core::Session;
/// use session_flask::Tagged;
///
/// #[derive(Session)]
/// struct Visit {
///     // Python's `bytes`; a plain `Vec<u8>` is a list of integers.
///     digest: Tagged<Vec<u8>>,
///     // Python's `datetime`.
///     last: Option<Tagged<SystemTime>>,
/// }
///
/// let mut visit = Visit { digest: vec![1, 2].into(), last: Some(SystemTime::now().into()) };
/// visit.digest.push(3);
/// assert_eq!(*visit.digest, [1, 2, 3]);
/// ```
///
/// A date loses its fraction of a second when it is put in, so that it reads back equal. A date
/// that is changed in place loses it when it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tagged<T>(T);

impl<T: Tag> Tagged<T> {
    /// Wraps a value without the parts that Flask doesn't keep: the fraction of a second.
    pub fn new(value: T) -> Self {
        Self(value.cut())
    }
}

impl<T> Tagged<T> {
    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Tag> From<T> for Tagged<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Tagged<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Tagged<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Tag> Serialize for Tagged<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Tag::serialize(&self.0, serializer)
    }
}

impl<'de, T: Tag> Deserialize<'de> for Tagged<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tag::deserialize(deserializer).map(Self)
    }
}
