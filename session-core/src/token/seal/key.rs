//! One secret key.

use std::{env, fmt, ops};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use constant_time_eq::constant_time_eq;
use zeroize::{Zeroize, Zeroizing};

use crate::limits::{DISTINCT_KEY_BYTES, KEY_BYTES};

/// A secret that seals sessions: at least 32 random bytes.
///
/// Anyone who has the key can sign in as any user. Keep it in the environment or in a secret
/// store, never in the source. A key is wiped when it is dropped, compared in constant time, and
/// not printed by `Debug`. There is no `From<&str>`, because a password isn't a key.
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
    /// [`from_base64`](Self::from_base64)). One line break at the end is ignored.
    ///
    /// # Errors
    ///
    /// If the variable isn't set or is empty, and the errors of `from_base64`.
    pub fn from_env(name: &str) -> Result<Self, KeyError> {
        let missing = || KeyError::Missing { variable: name.to_owned() };
        let text = Zeroizing::new(env::var(name).map_err(|_| missing())?);
        if text.is_empty() {
            return Err(missing());
        }
        let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        Self::from_base64(line)
    }

    /// Reads the key from `text`: base64 in the standard or the URL alphabet, with or without
    /// padding.
    ///
    /// # Errors
    ///
    /// If the text isn't base64, and the errors of [`from_bytes`](Self::from_bytes).
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let mut standard = Zeroizing::new(text.replace('-', "+").replace('_', "/"));
        let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let decoded = GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(standard.as_bytes());
        standard.zeroize();
        let bytes = Zeroizing::new(decoded.map_err(|_| KeyError::NotBase64)?);
        Self::from_bytes(&bytes)
    }

    /// Returns the key as base64, for the environment. The text is wiped when it is dropped.
    pub fn to_base64(&self) -> KeyText {
        KeyText(Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(&self.0)))
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
        let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &self.0);
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

/// A [`Key`] as text, which is wiped when it is dropped. `Display` prints it, `Debug` doesn't.
pub struct KeyText(Zeroizing<String>);

impl ops::Deref for KeyText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Redacted.
impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(…)")
    }
}

/// Why a text isn't a [`Key`]. The message contains no part of the text.
///
/// `Debug` prints the message as well, for a `main` that returns the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The environment variable isn't set, is empty, or isn't text.
    Missing {
        /// The variable's name.
        variable: String,
    },
    /// The text isn't base64.
    NotBase64,
    /// The key has fewer than 32 bytes.
    TooShort {
        /// The number of bytes that the key has.
        bytes: usize,
    },
    /// The key has fewer than 8 different bytes: it was typed, not drawn at random.
    NotRandom,
    /// The key is one of `testing::key`, which documentation and tests print: anyone can sign with
    /// it.
    Published,
    /// The list contains no key.
    Empty,
    /// Every key of the list is marked `expected:`, so none seals.
    NoCurrent,
    /// No key follows directly behind `expected:` in the list.
    MarkAlone,
    /// An entry of the list is not a valid key.
    InList {
        /// The entry's number; the first is 1.
        place: usize,
        /// What is wrong with the entry.
        error: Box<KeyError>,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InList { place, error } => return write!(f, "session key number {place}: {error}"),
            Self::Empty => f.write_str("the list has no session key"),
            Self::NoCurrent => {
                return f.write_str("every session key in the list is marked `expected:`; the one that seals has no mark");
            }
            Self::MarkAlone => {
                return f.write_str("no key follows `expected:`; write the key right behind it, without a space");
            }
            Self::Missing { variable } => write!(f, "the environment variable `{variable}` holds no session key"),
            Self::NotBase64 => f.write_str("the session key isn't base64"),
            Self::TooShort { bytes } => write!(f, "the session key has {bytes} bytes, and needs {KEY_BYTES}"),
            Self::NotRandom => f.write_str("the session key isn't random"),
            Self::Published => f.write_str("the session key is one that is printed in documentation or tests"),
        }?;
        f.write_str("; make one with `openssl rand -base64 32`")
    }
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for KeyError {}
