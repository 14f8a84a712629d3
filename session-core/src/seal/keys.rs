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

impl From<Key> for Keys {
    fn from(current: Key) -> Self {
        Self::new(current)
    }
}
