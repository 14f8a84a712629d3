//! The secrets of a Flask application.

use std::time::Duration;
use std::{env, fmt};

use session_core::format::LogKey;
use zeroize::Zeroizing;

use crate::digest::{Derivation, Digest, SigningKey};

/// The number of bytes that a secret should have. Flask accepts shorter secrets.
const RECOMMENDED_LENGTH: usize = 32;

/// A Flask application's `SECRET_KEY` and `SECRET_KEY_FALLBACKS`, and how it signs with them.
///
/// A secret is text or bytes, as in Flask, and is used as it is: nothing is trimmed or decoded.
/// Its memory is wiped when it is dropped, and `Debug` shows no secret.
///
/// Flask's format binds a cookie neither to its name nor to the application: everything that was
/// signed with the same secret and the same salt counts as a session. Two applications that share
/// a secret but no login need different [`salt`](Self::salt)s.
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
    /// The fallbacks in Flask's order: the last one is the newest.
    fallbacks: Vec<Secret>,
    salt: Vec<u8>,
    digest: Digest,
    derivation: Derivation,
    backdate: Duration,
}

/// A secret of at least one byte, which is wiped when it is dropped.
#[derive(Clone)]
struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    fn new(secret: &[u8]) -> Option<Self> {
        (!secret.is_empty()).then(|| Self(Zeroizing::new(secret.into())))
    }
}

impl FlaskKeys {
    /// Takes `SECRET_KEY`, with Flask's defaults: no fallbacks, the salt `cookie-session`, SHA-1,
    /// HMAC.
    ///
    /// The secret should have at least 32 bytes. A shorter one is accepted, as in Flask.
    ///
    /// # Errors
    ///
    /// If the secret is empty, with which Flask has no sessions.
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

    /// Takes `SECRET_KEY` from the environment variable `name`, byte for byte: the same as
    /// `os.environ[name]` in Flask.
    ///
    /// # Errors
    ///
    /// If the variable isn't set, is empty, or isn't UTF-8, with which Flask couldn't sign.
    pub fn from_env(name: &str) -> Result<Self, FlaskKeyError> {
        let missing = || FlaskKeyError::Missing { variable: name.to_owned() };
        let secret = Zeroizing::new(env::var(name).map_err(|_| missing())?);
        Self::new(secret.as_bytes()).map_err(|_| missing())
    }

    /// Adds one of `SECRET_KEY_FALLBACKS`. Cookies that `old` has signed are still accepted, and
    /// are signed with the current secret when they are written.
    ///
    /// Call it once for each secret of the list, in the list's order. Flask tries the last one
    /// first.
    ///
    /// Flask 3.1.0 signs with the last fallback instead of `SECRET_KEY` (GHSA-4grg-w6v8-c28g).
    /// Beside such an application, add that secret here.
    ///
    /// # Errors
    ///
    /// If the secret is empty. Flask accepts it, and then anyone can sign.
    pub fn fallback(mut self, old: impl AsRef<[u8]>) -> Result<Self, FlaskKeyError> {
        let place = self.fallbacks.len() + 1;
        self.fallbacks.push(Secret::new(old.as_ref()).ok_or(FlaskKeyError::EmptyFallback { place })?);
        Ok(self)
    }

    /// Sets the salt, which keeps an application's sessions apart from other texts that are signed
    /// with its secret: `SecureCookieSessionInterface.salt`, `cookie-session` by default. It isn't
    /// a secret.
    #[must_use]
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets the hash function for the derived key and for the signature. [`Digest::Sha1`] by
    /// default.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Sets how the signing key is derived from the secret and the salt. [`Derivation::Hmac`] by
    /// default.
    #[must_use]
    pub fn derivation(mut self, derivation: Derivation) -> Self {
        self.derivation = derivation;
        self
    }

    /// Signs with a time that lies this long ago, in whole seconds; not at all by default.
    ///
    /// Flask refuses a cookie whose time is ahead of its own clock, even by a second. Where the
    /// clocks of two machines differ, a visitor who has just signed in here would be refused
    /// there. Two or three seconds avoid that. The session's lifetime and idle time become shorter
    /// by the same time.
    #[must_use]
    pub fn backdate(mut self, by: Duration) -> Self {
        self.backdate = by;
        self
    }

    /// Returns how long before now cookies say that they were signed.
    pub(crate) fn backdated(&self) -> Duration {
        self.backdate
    }

    /// Returns whether one of the secrets has fewer than 32 bytes. Any of them lets an attacker
    /// in.
    pub(crate) fn is_short(&self) -> bool {
        std::iter::once(&self.secret).chain(&self.fallbacks).any(|secret| secret.0.len() < RECOMMENDED_LENGTH)
    }

    /// Returns the key of the hashes by which events name a session.
    pub(crate) fn log_key(&self) -> LogKey {
        LogKey::from_secret(&self.secret.0)
    }

    /// Returns the signing key of the current secret, and those of the fallbacks in the order in
    /// which Flask tries them: from the end.
    pub(crate) fn signing_keys(&self) -> (SigningKey, Vec<SigningKey>) {
        let signing_key = |secret: &Secret| {
            let key = self.derivation.key(self.digest, &secret.0, &self.salt);
            SigningKey::new(self.digest, &key)
        };
        (signing_key(&self.secret), self.fallbacks.iter().rev().map(signing_key).collect())
    }
}

/// The secrets are hidden.
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

/// Why [`FlaskKeys`] couldn't be made. The message contains no part of a secret.
///
/// `Debug` prints the message as well, for a `main` that returns the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlaskKeyError {
    /// The environment variable isn't set, is empty, or isn't UTF-8.
    Missing {
        /// The variable's name.
        variable: String,
    },
    /// The secret is empty.
    Empty,
    /// A fallback is empty.
    EmptyFallback {
        /// The fallback's number; the first is 1.
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
        // Every process has this variable.
        let path = env::var("PATH").expect("a search path");
        let keys = FlaskKeys::from_env("PATH").expect("it isn't empty");
        assert_eq!(&keys.secret.0[..], path.as_bytes());
    }

    #[test]
    fn the_shortest_secret_counts() -> Result<(), FlaskKeyError> {
        let [short, long] = [[b's'; RECOMMENDED_LENGTH - 1].as_slice(), [b'l'; RECOMMENDED_LENGTH].as_slice()];
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
