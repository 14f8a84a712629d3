//! One secret key.

use std::{env, fmt};

use constant_time_eq::constant_time_eq;
use zeroize::Zeroizing;

use super::{KeyError, KeyText, derive, key_text};
use crate::limits::{DISTINCT_KEY_BYTES, KEY_BYTES};

/// A secret that seals sessions: at least 32 random bytes.
///
/// Anyone who has the key can sign in as any user. Keep it in the environment or in a secret
/// store, never in the source. A key is wiped when it is dropped ([`guide::keys`] says what that
/// covers), compared in constant time, and not printed by `Debug`. There is no `From<&str>`,
/// because a password isn't a key.
///
/// [`guide::keys`]: crate::guide::keys
///
/// ```
/// use session_core::Key;
///
/// let key = Key::generate();
/// let text = key.to_base64();
/// assert_eq!(Key::from_base64(&text)?, key);
/// assert_eq!(format!("{key:?}"), "Key(…)");
/// # Ok::<(), session_core::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Key(Zeroizing<Box<[u8]>>);

impl Key {
    /// Generates a new key of 32 bytes with the operating system's randomness.
    ///
    /// This is for tests and first steps: after a restart, no earlier session can be opened. Keep
    /// the key with [`to_base64`](Self::to_base64), or make one with `openssl rand -base64 32`.
    ///
    /// # Panics
    ///
    /// If the operating system has no randomness.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new(vec![0; KEY_BYTES].into_boxed_slice());
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        Self(bytes)
    }

    /// Reads the key from the environment variable `name`, as base64 (see
    /// [`from_base64`](Self::from_base64)).
    ///
    /// # Errors
    ///
    /// If the variable isn't set or is empty, and the errors of `from_base64`.
    pub fn from_env(name: &str) -> Result<Self, KeyError> {
        let missing = || KeyError::Missing { variable: name.to_owned() };
        let text = Zeroizing::new(env::var(name).map_err(|_| missing())?);
        if text.trim_ascii().is_empty() {
            return Err(missing());
        }
        Self::from_base64(&text)
    }

    /// Reads the key from `text`: base64 in the standard or the URL alphabet, with or without
    /// padding. White space and line breaks around it are ignored, such as the one at the end of a
    /// file.
    ///
    /// # Errors
    ///
    /// If the text isn't base64 or is hexadecimal, if it stands in quotes, if there is white space
    /// or a comma within it, and the errors of [`from_bytes`](Self::from_bytes).
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        Self::from_bytes(&key_text::parse(text)?)
    }

    /// Returns the key as base64, for the environment. The text is wiped when it is dropped.
    pub fn to_base64(&self) -> KeyText {
        KeyText::of(&self.0)
    }

    /// Makes a key from these bytes: from a key management service, say, or derived from another
    /// secret.
    ///
    /// ```
    /// # use session_core::Key;
    /// # fn fetch_from_kms() -> [u8; 32] { std::array::from_fn(|i| i as u8) }
    /// let key = Key::from_bytes(&fetch_from_kms())?;
    /// # Ok::<(), session_core::KeyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are fewer than 32 bytes, if they can't be random (fewer than 8 different bytes),
    /// or if they are a key of `testing::key`, which anyone can know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Self(Zeroizing::new(bytes.into()));
        if key.0.len() < KEY_BYTES {
            return Err(KeyError::TooShort { bytes: key.0.len() });
        }
        let mut met = [false; 256];
        key.0.iter().for_each(|byte| met[usize::from(*byte)] = true);
        if met.iter().filter(|met| **met).count() < DISTINCT_KEY_BYTES {
            return Err(KeyError::NotRandom);
        }
        if (0..=u8::MAX).any(|number| Self::published(number) == key) {
            return Err(KeyError::Published);
        }
        Ok(key)
    }

    /// Returns the key of `testing::key(number)`, which is derived from a public text.
    pub(crate) fn published(number: u8) -> Self {
        let bytes = blake3::derive_key("session-core testing key v1", &[number]);
        Self(Zeroizing::new(Box::new(bytes)))
    }

    /// Returns the id that names this key in a token: 4 bytes that say nothing about the key.
    pub(super) fn id(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = *derive::key("session-core key id v1", [self.bytes()]);
        [a, b, c, d]
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Compares in constant time.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(&self.0, &other.0)
    }
}

impl Eq for Key {}

/// Redacted.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
