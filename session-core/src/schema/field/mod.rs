//! Fields: what a type declares about each, and which values one can hold.

mod shape;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize, Serializer};

use super::merge::Policy;

pub use shape::{DeclaredContent, DeclaredType, Shape, ValueVariant};

/// The declaration of one field, as data that can be read when the program runs.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a declaration of its own")]
pub struct Field {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub rust_name: &'static str,
    #[doc(hidden)]
    pub type_name: &'static str,
    #[doc(hidden)]
    pub aliases: &'static [&'static str],
    #[doc(hidden)]
    pub identity: bool,
    #[doc(hidden)]
    pub secret: bool,
    #[doc(hidden)]
    pub default: bool,
    #[doc(hidden)]
    pub older: Option<fn() -> &'static str>,
    #[doc(hidden)]
    pub max_len: Option<usize>,
    #[doc(hidden)]
    pub max_size: Option<usize>,
    #[doc(hidden)]
    pub shape: Option<fn() -> &'static Shape>,
    #[doc(hidden)]
    pub merge: Option<&'static str>,
    #[doc(hidden)]
    pub group: Option<&'static str>,
    #[doc(hidden)]
    pub merges: bool,
    #[doc(hidden)]
    pub needs_policy: bool,
}

impl Field {
    /// Creates a field with the defaults of all other settings.
    #[doc(hidden)]
    pub const fn new(name: &'static str, rust_name: &'static str, type_name: &'static str) -> Self {
        Self {
            name,
            rust_name,
            type_name,
            aliases: &[],
            identity: false,
            secret: false,
            default: false,
            older: None,
            max_len: None,
            max_size: None,
            shape: None,
            merge: None,
            group: None,
            merges: false,
            needs_policy: false,
        }
    }

    /// Returns the field with what its policy says of it.
    #[doc(hidden)]
    #[must_use]
    pub const fn merged_by<T>(self, policy: &Policy<T>) -> Self {
        Self { merges: policy.merge().is_some(), needs_policy: policy.is_undecided(), ..self }
    }

    /// Returns the name in the token: the field's own, or the one that `rename` gives it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the name in the struct.
    pub const fn rust_name(&self) -> &'static str {
        self.rust_name
    }

    /// Returns the type, as written in the struct.
    pub const fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// Returns the former names in tokens, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Returns whether a change of this field makes the session another visitor's, so that its id
    /// is renewed.
    pub const fn is_identity(&self) -> bool {
        self.identity
    }

    /// Returns whether only an encrypted session may hold the field. `Debug` doesn't show it.
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// Returns whether the field's declaration sets a default.
    pub const fn has_default(&self) -> bool {
        self.default
    }

    /// Returns whether values of an older type are upgraded.
    pub const fn is_upgraded(&self) -> bool {
        self.older.is_some()
    }

    /// Returns the whole path of the older type.
    pub fn upgraded_from(&self) -> Option<&'static str> {
        self.older.map(|name| name())
    }

    /// Returns how many bytes or items the field may have, if that is limited.
    pub const fn max_len(&self) -> Option<usize> {
        self.max_len
    }

    /// Returns the size of the field's largest encoding in bytes, if its session is bounded.
    pub const fn max_size(&self) -> Option<usize> {
        self.max_size
    }

    /// Returns the shape of the field's values, or `None` if its type is a foreign one.
    pub fn shape(&self) -> Option<&'static Shape> {
        self.shape.map(|shape| shape())
    }

    /// Returns the declared policy by which two requests' changes of the field are merged: `add`,
    /// say, or the path of a function.
    pub const fn merge(&self) -> Option<&'static str> {
        self.merge
    }

    /// Returns the name of the group that the field is kept together with.
    pub const fn group(&self) -> Option<&'static str> {
        self.group
    }

    /// Returns whether the field's type is a foreign one or has a part that is, so that a value has
    /// to be read back to know that it reads back.
    pub fn is_foreign(&self) -> bool {
        self.shape().is_none_or(Shape::holds_foreign)
    }

    /// Returns whether `name` is this field's name or one of its former names.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.rank_of(name).is_some()
    }

    /// Returns which of the field's names this is: 0 for its current one, and more for a former
    /// one.
    pub(crate) fn rank_of(&self, name: &str) -> Option<usize> {
        std::iter::once(&self.name).chain(self.aliases).position(|known| *known == name)
    }
}

/// A value that a field can have: anything that serde writes and reads, that may be shared between
/// threads, and that borrows nothing.
///
/// All such types implement this trait already; never implement it yourself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be stored in a session",
    label = "not a value that a session can store",
    note = "a field's type implements `serde::Serialize` and `serde::Deserialize`, is `Send + Sync`, and borrows nothing",
    note = "for a type of your own: `#[derive(session_core::SessionValue)]`; for a field that isn't kept: `#[session(skip)]`",
    note = "for a type of another crate: that crate's feature for serde; for `Arc<T>`: serde's feature `rc`, or `T`",
    note = "for a session of its own: a handler of both takes `Live<'_, (A, B)>`"
)]
pub trait Value: Sized {
    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

// The trait has no supertraits and the implementation is hidden from diagnostics, so that a type
// that misses any of the four conditions causes one error with one text.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for T {
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }
}
