//! The secrets of a Flask application.

use std::time::Duration;
use std::{env, fmt};

use zeroize::Zeroizing;

use crate::digest::{Derivation, Digest, Signing};

/// Bytes that a secret should have. Flask takes shorter ones.
const SHOULD: usize = 32;

/// A Flask application's `SECRET_KEY` and `SECRET_KEY_FALLBACKS`, and how it signs with them.
///
/// A secret is text or bytes, as in Flask, and is used as it is: nothing is trimmed or decoded.
/// Memory is wiped when it is dropped, and `Debug` shows no secret.
///
/// Flask's format binds a cookie to neither its name nor the application: whatever was signed with
/// the same secret and the same salt is a session. Two applications that share a secret but no
/// login need a [`salt`](Self::salt) each.
///
/// ```
/// use session_flask::{Digest, FlaskKeys};
///
/// let keys = FlaskKeys::new("the application's SECRET_KEY, 32 bytes or more")?
///     .fallback("the SECRET_KEY before this one")?
///     .salt("shop-session")
///     .digest(Digest::Sha256);
/// # assert!(!format!("{keys:?}").contains("SECRET_KEY"));
/// # Ok::<(), session_flask::FlaskKeyError>(())
/// ```
#[derive(Clone)]
pub struct FlaskKeys {
    secret: Secret,
    /// In Flask's order: the last is the newest.
    fallbacks: Vec<Secret>,
    salt: Vec<u8>,
    digest: Digest,
    derivation: Derivation,
    backdate: Duration,
}

/// At least one byte. Wiped when it is dropped.
#[derive(Clone)]
struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    fn new(secret: &[u8]) -> Option<Self> {
        (!secret.is_empty()).then(|| Self(Zeroizing::new(secret.into())))
    }
}

impl FlaskKeys {
    /// `SECRET_KEY`, with Flask's defaults: no fallbacks, the salt `cookie-session`, SHA-1, HMAC.
    ///
    /// It should have at least 32 bytes. A shorter one is Flask's choice, and is taken.
    ///
    /// # Errors
    ///
    /// If it is empty: Flask has no sessions then.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, FlaskKeyError> {
        Ok(Self {
            secret: Secret::new(secret.as_ref()).ok_or(FlaskKeyError::Empty)?,
            fallbacks: Vec::new(),
            salt: b"cookie-session".to_vec(),
            digest: Digest::default(),
            derivation: Derivation::default(),
            backdate: Duration::ZERO,
        })
    }

    /// `SECRET_KEY` from the environment variable `name`, byte for byte: the same as
    /// `os.environ[name]` in Flask.
    ///
    /// # Errors
    ///
    /// If the variable isn't set, or is empty or not UTF-8, which Flask couldn't sign with.
    pub fn from_env(name: &str) -> Result<Self, FlaskKeyError> {
        let missing = || FlaskKeyError::Missing { variable: name.to_owned() };
        let secret = Zeroizing::new(env::var(name).map_err(|_| missing())?);
        Self::new(secret.as_bytes()).map_err(|_| missing())
    }

    /// One of `SECRET_KEY_FALLBACKS`: what `old` has signed still opens, and is signed with the
    /// current secret when it is written.
    ///
    /// Call it once for each of the list, in its order. Flask tries the last one first.
    ///
    /// Flask 3.1.0 signs with the last fallback instead of `SECRET_KEY` (GHSA-4grg-w6v8-c28g);
    /// beside one, add that secret here.
    ///
    /// # Errors
    ///
    /// If it is empty. Flask accepts that, and then anybody can sign.
    pub fn fallback(mut self, old: impl AsRef<[u8]>) -> Result<Self, FlaskKeyError> {
        let place = self.fallbacks.len() + 1;
        self.fallbacks.push(Secret::new(old.as_ref()).ok_or(FlaskKeyError::EmptyFallback { place })?);
        Ok(self)
    }

    /// What keeps an application's sessions apart from what else is signed with its secret:
    /// `SecureCookieSessionInterface.salt`, `cookie-session` by default. It isn't a secret.
    #[must_use]
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// The hash function, for the derived key as well as for the signature. [`Digest::Sha1`] by
    /// default.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// How the key that signs is made of the secret and the salt. [`Derivation::Hmac`] by default.
    #[must_use]
    pub fn derivation(mut self, derivation: Derivation) -> Self {
        self.derivation = derivation;
        self
    }

    /// Signs with a time that is so long ago, in whole seconds; none by default.
    ///
    /// Flask refuses a cookie whose time its own clock hasn't reached, by a single second: where
    /// the two machines' clocks differ, a visitor who was signed in here isn't there. Two or three
    /// seconds bridge that. The session's lifetime and idle time are as much shorter.
    #[must_use]
    pub fn backdate(mut self, by: Duration) -> Self {
        self.backdate = by;
        self
    }

    /// How long before now a cookie says that it was signed.
    pub(crate) fn backdated(&self) -> Duration {
        self.backdate
    }

    /// Whether one of the secrets has fewer than 32 bytes. Each of them is a way in.
    pub(crate) fn is_short(&self) -> bool {
        std::iter::once(&self.secret).chain(&self.fallbacks).any(|secret| secret.0.len() < SHOULD)
    }

    /// The current secret's HMAC, and those of the fallbacks in the order in which Flask tries
    /// them: from the end.
    pub(crate) fn signing(&self) -> (Signing, Vec<Signing>) {
        let signing = |secret: &Secret| {
            let key = self.derivation.key(self.digest, &secret.0, &self.salt);
            Signing::new(self.digest, &key)
        };
        (signing(&self.secret), self.fallbacks.iter().rev().map(signing).collect())
    }
}

/// With the secrets hidden.
impl fmt::Debug for FlaskKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskKeys")
            .field("fallbacks", &self.fallbacks.len())
            .field("salt", &self.salt.escape_ascii().to_string())
            .field("digest", &self.digest)
            .field("derivation", &self.derivation)
            .finish_non_exhaustive()
    }
}

/// Why there are no [`FlaskKeys`]. No part of a secret is in the message.
///
/// `Debug` is the message as well: it is what a `main` that returns the error prints.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlaskKeyError {
    /// The environment variable isn't set, or is empty or not UTF-8.
    Missing {
        /// Its name.
        variable: String,
    },
    /// The secret is empty.
    Empty,
    /// A fallback is empty.
    EmptyFallback {
        /// Which it is; the first is 1.
        place: usize,
    },
}

impl fmt::Display for FlaskKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { variable } => write!(
                f,
                "the environment variable `{variable}` holds no secret; set it to the `SECRET_KEY` of the Flask application"
            ),
            Self::Empty => f.write_str("the secret is empty; pass the `SECRET_KEY` of the Flask application"),
            Self::EmptyFallback { place } => write!(
                f,
                "number {place} of the fallbacks is empty, so that anybody could sign; take it out of `SECRET_KEY_FALLBACKS` too"
            ),
        }
    }
}

impl fmt::Debug for FlaskKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for FlaskKeyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_secret_is_refused() {
        assert_eq!(FlaskKeys::new("").unwrap_err(), FlaskKeyError::Empty);
        let keys = FlaskKeys::new("current").and_then(|keys| keys.fallback("old"));
        assert_eq!(keys.and_then(|keys| keys.fallback("")).unwrap_err(), FlaskKeyError::EmptyFallback { place: 2 });
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = FlaskKeys::from_env("SESSION_FLASK_TEST_UNSET").unwrap_err();
        assert_eq!(error, FlaskKeyError::Missing { variable: "SESSION_FLASK_TEST_UNSET".to_owned() });
        assert!(error.to_string().contains("`SESSION_FLASK_TEST_UNSET`"));
    }

    #[test]
    fn a_variable_is_used_as_it_is() {
        // Every process has one.
        let path = env::var("PATH").expect("a search path");
        let keys = FlaskKeys::from_env("PATH").expect("it isn't empty");
        assert_eq!(&keys.secret.0[..], path.as_bytes());
    }

    #[test]
    fn the_shortest_secret_counts() -> Result<(), FlaskKeyError> {
        let [short, long] = [[b's'; SHOULD - 1].as_slice(), [b'l'; SHOULD].as_slice()];
        assert!(FlaskKeys::new(short)?.is_short());
        assert!(!FlaskKeys::new(long)?.is_short());
        assert!(FlaskKeys::new(long)?.fallback(short)?.is_short());
        assert!(!FlaskKeys::new(long)?.fallback(long)?.is_short());
        Ok(())
    }

    #[test]
    fn nothing_of_a_secret_is_shown() -> Result<(), FlaskKeyError> {
        let keys = FlaskKeys::new("hunter2")?.fallback("hunter1")?;
        assert_eq!(
            format!("{keys:?}"),
            r#"FlaskKeys { fallbacks: 1, salt: "cookie-session", digest: Sha1, derivation: Hmac, .. }"#
        );
        Ok(())
    }
}
