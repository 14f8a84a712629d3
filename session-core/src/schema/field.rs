//! Fields: what is known of each, and what one can hold.

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize, Serializer};

/// What is known about one field when the program runs.
#[derive(Clone, Copy, Debug)]
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
}

impl Field {
    /// A field of which nothing else is declared.
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
        }
    }

    /// The name in the token: the field's own, or what `rename` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name in the struct.
    pub const fn rust_name(&self) -> &'static str {
        self.rust_name
    }

    /// The type, as written in the struct.
    pub const fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// Former names in tokens, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Whether a change of this field makes it another visitor's session, so that its id is
    /// renewed.
    pub const fn is_identity(&self) -> bool {
        self.identity
    }

    /// Whether only an encrypted session may hold it, and `Debug` doesn't show it.
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether its declaration says what it starts with.
    pub const fn has_default(&self) -> bool {
        self.default
    }

    /// Whether values of an older type are upgraded.
    pub const fn is_upgraded(&self) -> bool {
        self.older.is_some()
    }

    /// The older type, by its whole path.
    pub fn upgraded_from(&self) -> Option<&'static str> {
        self.older.map(|name| name())
    }

    /// How many bytes or items it may have, if that is limited.
    pub const fn max_len(&self) -> Option<usize> {
        self.max_len
    }

    /// Bytes of its largest encoding, of a field of a bounded session.
    pub const fn max_size(&self) -> Option<usize> {
        self.max_size
    }

    /// Whether `name` is this field's name or one of its former ones.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// A value that a field can have: anything that serde writes and reads, that other threads may
/// see, and that borrows nothing.
///
/// It is implemented for all of those; never implement it yourself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be stored in a session",
    label = "not a value that a session can store",
    note = "a field's type implements `serde::Serialize` and `serde::Deserialize`, is `Send + Sync`, and borrows nothing",
    note = "for a type of your own: `#[derive(serde::Serialize, serde::Deserialize)]`; for a field that isn't kept: `#[session(skip)]`"
)]
pub trait Value: Sized {
    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

// No supertraits, and hidden from diagnostics: the four things that are asked of a type fail as
// one error with one text.
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
