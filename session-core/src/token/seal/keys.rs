//! The keys of one application, and their roles.

use std::env;
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::{Key, KeyError};
use crate::id::LogKey;
use crate::time::Timestamp;

/// The key that seals, and the other keys that are still or already accepted.
///
/// To rotate keys without signing anyone out, first let every instance [expect](Self::expecting)
/// the new key. Then make it the current key and [accept](Self::accepting) the old one. Drop the
/// old key when the longest `lifetime` has passed. After a leak there is no such grace: replace
/// the key at once, since any token that the old key opens may come from the thief.
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

/// A key that is still accepted, for good or until a time.
#[derive(Clone, Debug)]
pub(super) struct Retired {
    pub(super) key: Key,
    pub(super) until: Option<Timestamp>,
}

impl Keys {
    /// Reads the keys from the environment variable `name`: a list of base64 texts (see
    /// [`Key::from_base64`]), newest first, separated by spaces, line breaks or commas. A key has
    /// no line break within it.
    ///
    /// The first key seals, and the others are [accepted](Self::accepting). A key with `expected:`
    /// in front is [expected](Self::expecting), wherever it stands. A single key is a list as
    /// well, so that a variable made for [`Key::from_env`] can grow.
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
    /// If the variable isn't set, and the errors of [`from_list`](Self::from_list).
    pub fn from_env(name: &str) -> Result<Self, KeyError> {
        let missing = |_| KeyError::Missing { variable: name.to_owned() };
        let list = Zeroizing::new(env::var(name).map_err(missing)?);
        match Self::from_list(&list) {
            Err(KeyError::Empty) => Err(KeyError::Missing { variable: name.to_owned() }),
            keys => keys,
        }
    }

    /// Reads the keys from a list as [`from_env`](Self::from_env) does.
    ///
    /// # Errors
    ///
    /// If an entry isn't a key: the error has the entry's number, and nothing of its text. If
    /// there is no key, or none that seals.
    pub fn from_list(list: &str) -> Result<Self, KeyError> {
        let mut keys: Option<Self> = None;
        let mut expected = Vec::new();
        let entries = list.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|entry| !entry.is_empty());
        for (index, entry) in entries.enumerate() {
            let place = |error| KeyError::InList { place: index + 1, error: Box::new(error) };
            // The mark is a word and not a sign such as `+`, because base64 uses most signs.
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

    /// Creates keys of which `current` seals and opens.
    pub fn new(current: Key) -> Self {
        Self { current, retired: Vec::new(), expected: Vec::new() }
    }

    /// Also opens cookies that `retired` has sealed, and refreshes them under the current key.
    #[must_use]
    pub fn accepting(mut self, retired: Key) -> Self {
        self.retired.push(Retired { key: retired, until: None });
        self
    }

    /// Also opens cookies that `retired` has sealed, as [`accepting`](Self::accepting) does, while
    /// the clock is before `until`. From that second on the key is unknown. Set `until` to when
    /// the longest `lifetime` has passed, and nobody has to remember to remove the key.
    #[must_use]
    pub fn accepting_until(mut self, retired: Key, until: SystemTime) -> Self {
        self.retired.push(Retired { key: retired, until: Some(until.into()) });
        self
    }

    /// Returns the key of the hashes by which events name a session.
    pub(crate) fn log_key(&self) -> LogKey {
        LogKey::from_secret(self.current.bytes())
    }

    /// Also opens cookies that `expected` has sealed, and leaves them alone: another instance that
    /// was deployed earlier seals with it already.
    #[must_use]
    pub fn expecting(mut self, expected: Key) -> Self {
        self.expected.push(expected);
        self
    }
}

/// The keys of an application's sessions: a [`Key`], or [`Keys`] with their roles. The trait is
/// `Into<Keys>` with an error that explains itself.
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
