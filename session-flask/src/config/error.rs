//! What is wrong with a configuration.

use std::fmt;
use std::time::Duration;

/// Why browsers would silently drop the cookie of a [`FlaskConfig`](super::FlaskConfig), or would
/// keep one with other attributes.
///
/// Flask sends such a cookie all the same, so correct the setting in the Flask application as
/// well.
///
/// `Debug` prints the message as well, for a `main` that returns the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlaskConfigError {
    /// The cookie has no name, or no name behind its prefix.
    NoName,
    /// The cookie's name has a character that a name can't have (RFC 6265bis §4.1.1).
    NameCharacter {
        /// The character.
        character: char,
    },
    /// The name's prefix demands `Secure` (RFC 6265bis §4.1.3).
    PrefixWithoutSecure {
        /// The prefix, as it is written.
        prefix: String,
    },
    /// The name's prefix demands `HttpOnly`.
    PrefixWithoutHttpOnly {
        /// The prefix: `__Http-`, say.
        prefix: String,
    },
    /// The name's prefix keeps the cookie to its host, so that it can't have a Domain.
    PrefixWithDomain {
        /// The prefix, as it is written.
        prefix: String,
    },
    /// The name's prefix demands the Path `/`.
    PrefixWithPath {
        /// The prefix, as it is written.
        prefix: String,
        /// The Path in the configuration.
        path: String,
    },
    /// `SameSite=None` demands `Secure`.
    SameSiteNoneWithoutSecure,
    /// The Domain isn't a host's name.
    Domain {
        /// The Domain in the configuration.
        domain: String,
    },
    /// The Domain isn't ASCII. Flask would translate it; here it has to be written as it is sent.
    DomainNotAscii {
        /// The Domain in the configuration.
        domain: String,
    },
    /// The Path doesn't begin with `/`, or has more than the 1024 bytes that browsers read of an
    /// attribute.
    Path {
        /// The Path in the configuration.
        path: String,
    },
    /// The lifetime is shorter than a second or longer than 50 years.
    Lifetime {
        /// The lifetime in the configuration.
        lifetime: Duration,
    },
}

impl fmt::Display for FlaskConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str(
                "a cookie needs a name, behind its prefix if it has one; set `session_cookie_name` to letters, digits, `-` and `_`",
            ),
            Self::NameCharacter { character } => write!(
                f,
                "a cookie's name can't contain {character:?}; set `session_cookie_name` to letters, digits, `-` and `_`"
            ),
            Self::PrefixWithoutSecure { prefix } => {
                write!(f, "browsers drop a `{prefix}` cookie without `Secure`; set `session_cookie_secure` to true")
            }
            Self::PrefixWithoutHttpOnly { prefix } => {
                write!(f, "browsers drop a `{prefix}` cookie without `HttpOnly`; set `session_cookie_httponly` to true")
            }
            Self::PrefixWithDomain { prefix } => {
                write!(f, "browsers drop a `{prefix}` cookie with a Domain; set `session_cookie_domain` to None")
            }
            Self::PrefixWithPath { prefix, path } => write!(
                f,
                "browsers drop a `{prefix}` cookie with the Path {path:?}; set `session_cookie_path` to \"/\", or the name to one \
                 without the prefix"
            ),
            Self::SameSiteNoneWithoutSecure => f.write_str(
                "browsers drop a `SameSite=None` cookie without `Secure`; set `session_cookie_secure` to true, or \
                 `session_cookie_samesite` to Lax",
            ),
            Self::Domain { domain } => write!(
                f,
                "{domain:?} is not a Domain; set `session_cookie_domain` to a host's name such as \"example.com\", or to None for \
                 the host that is asked"
            ),
            Self::DomainNotAscii { domain } => write!(
                f,
                "the Domain {domain:?} isn't ASCII; set `session_cookie_domain` to its form in punycode, which begins with `xn--`"
            ),
            Self::Path { path } => write!(
                f,
                "{path:?} is not a Path; set `session_cookie_path`, or `application_root`, to one that begins with \"/\" and has at \
                 most 1024 bytes"
            ),
            Self::Lifetime { lifetime } => write!(
                f,
                "a session can't live for {lifetime:?}; set `permanent_session_lifetime` to at least one second and at most 50 years"
            ),
        }
    }
}

impl fmt::Debug for FlaskConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for FlaskConfigError {}
