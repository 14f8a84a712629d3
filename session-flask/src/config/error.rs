//! What is wrong with a configuration.

use std::fmt;
use std::time::Duration;

/// Why browsers would silently drop the cookie of a [`FlaskConfig`](super::FlaskConfig), or keep
/// another than it says.
///
/// Flask sends it all the same, so that each of these is to be put right in the Flask application
/// as well.
///
/// `Debug` is the message as well: it is what a `main` that returns the error prints.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlaskConfigError {
    /// The cookie has no name, or none behind its prefix.
    NoName,
    /// The cookie's name has a character that a name can't have (RFC 6265bis §4.1.1).
    NameCharacter {
        /// Which one.
        character: char,
    },
    /// The name's prefix asks for `Secure` (RFC 6265bis §4.1.3).
    PrefixWithoutSecure {
        /// The prefix, as it is written.
        prefix: String,
    },
    /// The name's prefix asks for `HttpOnly`.
    PrefixWithoutHttpOnly {
        /// `__Http-`, say.
        prefix: String,
    },
    /// The name's prefix keeps the cookie to its host.
    PrefixWithDomain {
        /// The prefix, as it is written.
        prefix: String,
    },
    /// The name's prefix asks for the Path `/`.
    PrefixWithPath {
        /// The prefix, as it is written.
        prefix: String,
        /// The Path that there is.
        path: String,
    },
    /// `SameSite=None` asks for `Secure`.
    SameSiteNoneWithoutSecure,
    /// The Domain isn't a host's name.
    Domain {
        /// What it is.
        domain: String,
    },
    /// The Domain isn't ASCII. Flask translates it; here it is written as it travels.
    DomainNotAscii {
        /// What it is.
        domain: String,
    },
    /// The Path doesn't begin with `/`, or has more than the 1024 bytes that browsers read of an
    /// attribute.
    Path {
        /// What it is.
        path: String,
    },
    /// Shorter than a second, or longer than 50 years.
    Lifetime {
        /// How long it is.
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
