//! The secrets of one application, and the part that each one plays.

use super::Key;

/// The key that seals, and the others that still open or already do.
///
/// To rotate keys without logging anyone out, let every instance [expect](Self::expecting) the new key first, then make it
/// the current one and [accept](Self::accepting) the old one, and drop the old one when the longest `lifetime` has passed.
/// After a leak there is no such grace: replace the key at once, since whatever the old one opens, its thief may have
/// signed.
///
/// ```
/// use session_core::{Key, Keys};
///
/// let (old, current, next) = (Key::generate(), Key::generate(), Key::generate());
/// let keys = Keys::new(current).accepting(old).expecting(next);
/// # let _ = keys;
/// ```
#[derive(Clone, Debug)]
pub struct Keys {
    pub(super) current: Key,
    pub(super) retired: Vec<Key>,
    pub(super) expected: Vec<Key>,
}

impl Keys {
    /// `current` seals and opens.
    pub fn new(current: Key) -> Self {
        Self { current, retired: Vec::new(), expected: Vec::new() }
    }

    /// Also opens what `retired` has sealed, and seals it anew with the current key when it is met.
    #[must_use]
    pub fn accepting(mut self, retired: Key) -> Self {
        self.retired.push(retired);
        self
    }

    /// Also opens what `expected` has sealed, and leaves it alone: another instance, already a version ahead, seals with it.
    #[must_use]
    pub fn expecting(mut self, expected: Key) -> Self {
        self.expected.push(expected);
        self
    }
}

/// What sessions take as their keys: a [`Key`], or [`Keys`] with their roles. It is `Into<Keys>` with an error that explains
/// itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session key",
    label = "not a `Key`, nor `Keys`",
    note = "take the key from the environment: `Key::from_env(\"SESSION_KEY\")?`, with the `?`",
    note = "a password or any other text isn't a key; make one with `openssl rand -base64 32`"
)]
pub trait IntoKeys {
    #[doc(hidden)]
    fn into_keys(self) -> Keys;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Keys>> IntoKeys for T {
    fn into_keys(self) -> Keys {
        self.into()
    }
}

impl From<Key> for Keys {
    fn from(current: Key) -> Self {
        Self::new(current)
    }
}
