//! The secrets of one application, and the part that each one plays.

use std::env;
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::{Key, KeyError};
use crate::time::Timestamp;

/// The key that seals, and the others that still open or already do.
///
/// To rotate keys without logging anyone out, let every instance [expect](Self::expecting) the new
/// key first, then make it the current one and [accept](Self::accepting) the old one, and drop the
/// old one when the longest `lifetime` has passed. After a leak there is no such grace: replace
/// the key at once, since whatever the old one opens, its thief may have signed.
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
    pub(super) retired: Vec<Retired>,
    pub(super) expected: Vec<Key>,
}

/// A key that still opens; for good, or until a time.
#[derive(Clone, Debug)]
pub(super) struct Retired {
    pub(super) key: Key,
    pub(super) until: Option<Timestamp>,
}

impl Keys {
    /// The keys in the environment variable `name`: a list, newest first, of base64 texts (see
    /// [`Key::from_base64`]) with spaces, line breaks or commas between them.
    ///
    /// The first seals, the others are [accepted](Self::accepting). One with `expected:` in front
    /// is [expected](Self::expecting), wherever it stands. A single key is a list as well, so that
    /// a variable made for [`Key::from_env`] can grow.
    ///
    /// ```
    /// # use session_core::{Key, Keys};
    /// # let [next, current, old] = [(); 3].map(|()| Key::generate().to_base64());
    /// // SESSION_KEYS="expected:<next> <current> <old>"
    /// let keys = Keys::from_list(&format!("expected:{next} {current} {old}"))?;
    /// # let _ = keys;
    /// # Ok::<(), session_core::KeyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the variable isn't set, or as [`from_list`](Self::from_list).
    pub fn from_env(name: &str) -> Result<Self, KeyError> {
        let missing = |_| KeyError::Missing { variable: name.to_owned() };
        let list = Zeroizing::new(env::var(name).map_err(missing)?);
        match Self::from_list(&list) {
            Err(KeyError::Empty) => Err(KeyError::Missing { variable: name.to_owned() }),
            keys => keys,
        }
    }

    /// The keys in a list such as [`from_env`](Self::from_env) reads.
    ///
    /// # Errors
    ///
    /// If one of them isn't a key: the error says which, by its place, and nothing of its text. If
    /// there is none, or none that seals.
    pub fn from_list(list: &str) -> Result<Self, KeyError> {
        let mut keys: Option<Self> = None;
        let mut expected = Vec::new();
        let entries = list.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|entry| !entry.is_empty());
        for (index, entry) in entries.enumerate() {
            let place = |error| KeyError::InList { place: index + 1, error: Box::new(error) };
            // A word, and no mark such as `+`: base64 has most of those.
            let (entry, is_expected) = entry.strip_prefix("expected:").map_or((entry, false), |entry| (entry, true));
            if entry.is_empty() {
                return Err(place(KeyError::MarkAlone));
            }
            let key = Key::from_base64(entry).map_err(place)?;
            match keys {
                _ if is_expected => expected.push(key),
                None => keys = Some(Self::new(key)),
                Some(earlier) => keys = Some(earlier.accepting(key)),
            }
        }
        let keys = keys.ok_or(if expected.is_empty() { KeyError::Empty } else { KeyError::NoCurrent })?;
        Ok(expected.into_iter().fold(keys, Self::expecting))
    }

    /// `current` seals and opens.
    pub fn new(current: Key) -> Self {
        Self { current, retired: Vec::new(), expected: Vec::new() }
    }

    /// Also opens what `retired` has sealed, and refreshes it under the current key when it is
    /// met.
    #[must_use]
    pub fn accepting(mut self, retired: Key) -> Self {
        self.retired.push(Retired { key: retired, until: None });
        self
    }

    /// As [`accepting`](Self::accepting), while the clock is before `until`: from that second on
    /// the key is unknown. Set it to when the longest `lifetime` has passed, and nobody has to
    /// remember to take the key out.
    #[must_use]
    pub fn accepting_until(mut self, retired: Key, until: SystemTime) -> Self {
        self.retired.push(Retired { key: retired, until: Some(until.into()) });
        self
    }

    /// Also opens what `expected` has sealed, and leaves it alone: another instance, already a
    /// version ahead, seals with it.
    #[must_use]
    pub fn expecting(mut self, expected: Key) -> Self {
        self.expected.push(expected);
        self
    }
}

/// What sessions take as their keys: a [`Key`], or [`Keys`] with their roles. It is `Into<Keys>`
/// with an error that explains itself.
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
