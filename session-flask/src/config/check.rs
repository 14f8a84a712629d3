//! Rules for a cookie that Flask leaves to browsers. `session-derive` checks the same rules for
//! the attributes of a session type.

use std::time::Duration;

use session_core::SameSite;
use session_core::format::without_prefix;

use super::cookie::quoted;
use super::{FlaskConfig, FlaskConfigError};

/// The number of bytes of an attribute's value that browsers read (RFC 6265bis §5.6).
const ATTRIBUTE_LIMIT: usize = 1024;

/// The longest lifetime: far beyond the 400 days that browsers keep a cookie, and shorter than 31
/// days that were mistaken for milliseconds, which would be 85 years.
const MAX_LIFETIME: Duration = Duration::from_secs(50 * 365 * 24 * 60 * 60);

impl FlaskConfig {
    /// Checks every rule.
    pub(crate) fn check(&self) -> Result<(), FlaskConfigError> {
        self.check_name()?;
        self.check_prefix()?;
        self.check_same_site()?;
        self.check_domain()?;
        self.check_path()?;
        self.check_lifetime()
    }

    /// Checks that the cookie's name is a token (RFC 6265bis §4.1.1).
    fn check_name(&self) -> Result<(), FlaskConfigError> {
        let name = &self.session_cookie_name;
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if without_prefix(name).is_empty() {
            Err(FlaskConfigError::NoName)
        } else if let Some(character) = name.chars().find(|c| !u8::try_from(*c).is_ok_and(is_token)) {
            Err(FlaskConfigError::NameCharacter { character })
        } else {
            Ok(())
        }
    }

    /// Checks what browsers demand of a cookie whose name begins with a prefix, in upper or lower
    /// case (RFC 6265bis §4.1.3).
    fn check_prefix(&self) -> Result<(), FlaskConfigError> {
        let name = &self.session_cookie_name;
        let prefix = || name[..name.len() - without_prefix(name).len()].to_owned();
        let kind = prefix().to_ascii_lowercase();
        if kind.is_empty() {
            return Ok(());
        }
        let (is_host, is_http) = (kind.starts_with("__host-"), kind.ends_with("http-"));
        if !self.is_secure() {
            Err(FlaskConfigError::PrefixWithoutSecure { prefix: prefix() })
        } else if is_http && !self.session_cookie_httponly {
            Err(FlaskConfigError::PrefixWithoutHttpOnly { prefix: prefix() })
        } else if is_host && self.session_cookie_domain.is_some() {
            Err(FlaskConfigError::PrefixWithDomain { prefix: prefix() })
        } else if is_host && self.path() != "/" {
            Err(FlaskConfigError::PrefixWithPath { prefix: prefix(), path: self.path().to_owned() })
        } else {
            Ok(())
        }
    }

    /// Checks that a `SameSite=None` cookie is `Secure`, since browsers drop it otherwise (RFC
    /// 6265bis §5.7). A `Partitioned` cookie is always `Secure`.
    fn check_same_site(&self) -> Result<(), FlaskConfigError> {
        if self.session_cookie_samesite == Some(SameSite::None) && !self.is_secure() {
            return Err(FlaskConfigError::SameSiteNoneWithoutSecure);
        }
        Ok(())
    }

    /// Checks that the Domain is a host's name, without its port, which is cut as in Flask. Only
    /// the browser knows whether this host may set it.
    fn check_domain(&self) -> Result<(), FlaskConfigError> {
        let (Some(domain), Some(host)) = (&self.session_cookie_domain, self.domain()) else { return Ok(()) };
        let is_label = |label: &str| {
            let inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            (1..=63).contains(&label.len()) && label.bytes().all(inside)
        };
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let has_other_than_port = domain.split_once(':').is_some_and(|(_, port)| !is_port(port));
        if !host.is_ascii() {
            Err(FlaskConfigError::DomainNotAscii { domain: domain.clone() })
        } else if host.len() > 253 || !host.split('.').all(is_label) || has_other_than_port {
            Err(FlaskConfigError::Domain { domain: domain.clone() })
        } else {
            Ok(())
        }
    }

    /// Checks that the Path begins with `/`: browsers replace any other Path by that of the page.
    /// Other characters that a Path can't have are quoted.
    fn check_path(&self) -> Result<(), FlaskConfigError> {
        let path = self.path();
        if !path.starts_with('/') || quoted(path).len() > ATTRIBUTE_LIMIT {
            return Err(FlaskConfigError::Path { path: path.to_owned() });
        }
        Ok(())
    }

    /// Checks the lifetime. With a lifetime of zero, every session would end in its first second.
    fn check_lifetime(&self) -> Result<(), FlaskConfigError> {
        let lifetime = self.permanent_session_lifetime;
        if !(Duration::from_secs(1)..=MAX_LIFETIME).contains(&lifetime) {
            return Err(FlaskConfigError::Lifetime { lifetime });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns Flask's defaults with `change` applied.
    fn check(change: impl FnOnce(&mut FlaskConfig)) -> Result<(), FlaskConfigError> {
        let mut config = FlaskConfig::default();
        change(&mut config);
        config.check()
    }

    fn named(name: &str) -> Result<(), FlaskConfigError> {
        check(|config| config.session_cookie_name = name.to_owned())
    }

    /// Returns a configuration whose cookie has this name and is `Secure`.
    fn secure(name: &str, change: impl FnOnce(&mut FlaskConfig)) -> Result<(), FlaskConfigError> {
        check(|config| {
            config.session_cookie_name = name.to_owned();
            config.session_cookie_secure = true;
            change(config);
        })
    }

    #[test]
    fn flasks_defaults_are_right() {
        assert_eq!(FlaskConfig::default().check(), Ok(()));
    }

    #[test]
    fn a_name_is_a_token() {
        assert_eq!(named("my-session_2"), Ok(()));
        assert_eq!(named(""), Err(FlaskConfigError::NoName));
        assert_eq!(secure("__Host-", |_| ()), Err(FlaskConfigError::NoName));
        for character in [' ', ';', '=', ',', '"', '(', '\n', '\u{7f}', 'é'] {
            let name = format!("a{character}b");
            assert_eq!(named(&name), Err(FlaskConfigError::NameCharacter { character }));
        }
    }

    #[test]
    fn a_prefix_asks_for_secure() {
        for prefix in ["__Host-", "__Secure-", "__http-", "__HOST-HTTP-"] {
            let name = format!("{prefix}session");
            assert_eq!(named(&name), Err(FlaskConfigError::PrefixWithoutSecure { prefix: prefix.to_owned() }));
            assert_eq!(secure(&name, |_| ()), Ok(()));
            let partitioned = check(|config| {
                config.session_cookie_name.clone_from(&name);
                config.session_cookie_partitioned = true;
            });
            assert_eq!(partitioned, Ok(()), "which is secure as well");
        }
    }

    #[test]
    fn a_host_prefix_asks_for_the_host_and_the_whole_of_it() {
        for prefix in ["__Host-", "__host-Http-", "__Secure-"] {
            let is_host = prefix != "__Secure-";
            let (name, prefix) = (format!("{prefix}session"), prefix.to_owned());
            let domain = secure(&name, |config| config.session_cookie_domain = Some("example.com".to_owned()));
            let error = FlaskConfigError::PrefixWithDomain { prefix: prefix.clone() };
            assert_eq!(domain, if is_host { Err(error) } else { Ok(()) });
            let path = secure(&name, |config| config.application_root = "/app".to_owned());
            let error = FlaskConfigError::PrefixWithPath { prefix, path: "/app".to_owned() };
            assert_eq!(path, if is_host { Err(error) } else { Ok(()) });
            let root = secure(&name, |config| {
                config.application_root = "/app".to_owned();
                config.session_cookie_path = Some("/".to_owned());
            });
            assert_eq!(root, Ok(()));
        }
    }

    #[test]
    fn an_http_prefix_asks_for_httponly() {
        for (prefix, is_http) in [("__Http-", true), ("__Host-Http-", true), ("__Host-", false), ("__Secure-", false)] {
            let open = secure(&format!("{prefix}session"), |config| config.session_cookie_httponly = false);
            let error = FlaskConfigError::PrefixWithoutHttpOnly { prefix: prefix.to_owned() };
            assert_eq!(open, if is_http { Err(error) } else { Ok(()) });
        }
    }

    #[test]
    fn same_site_none_asks_for_secure() {
        let none = |config: &mut FlaskConfig| config.session_cookie_samesite = Some(SameSite::None);
        assert_eq!(check(none), Err(FlaskConfigError::SameSiteNoneWithoutSecure));
        assert_eq!(secure("session", none), Ok(()));
        assert_eq!(check(|config| config.session_cookie_samesite = Some(SameSite::Lax)), Ok(()));
    }

    #[test]
    fn a_domain_is_a_hosts_name() {
        let domain = |domain: &str| check(|config| config.session_cookie_domain = Some(domain.to_owned()));
        for good in
            ["example.com", ".example.com", "Example.COM:5000", "localhost", "127.0.0.1", "xn--bcher-kva.example", "my_app"]
        {
            assert_eq!(domain(good), Ok(()), "{good}");
        }
        let label = "a".repeat(64);
        let long = ["a.".repeat(126), "ab".to_owned()].concat();
        for bad in
            ["", ".", ":5000", "a..b", "example.com.", "https://example.com", "a b", "a;b", "[::1]:80", "a/b", &label, &long]
        {
            assert_eq!(domain(bad), Err(FlaskConfigError::Domain { domain: bad.to_owned() }));
        }
        let bücher = "bücher.example".to_owned();
        assert_eq!(domain(&bücher), Err(FlaskConfigError::DomainNotAscii { domain: bücher }));
    }

    #[test]
    fn a_path_begins_with_a_slash() {
        let path = |path: &str| check(|config| config.session_cookie_path = Some(path.to_owned()));
        assert_eq!(path("/app;é"), Ok(()), "what can't stand in a Path is quoted");
        assert_eq!(path(""), Ok(()), "nothing is said");
        assert_eq!(path("app"), Err(FlaskConfigError::Path { path: "app".to_owned() }));
        assert_eq!(path(&format!("/{}", "a".repeat(1023))), Ok(()));
        // A quoted byte becomes three bytes.
        for long in ["a".repeat(1024), " ".repeat(342)] {
            let long = format!("/{long}");
            assert_eq!(path(&long), Err(FlaskConfigError::Path { path: long }));
        }
        let root = check(|config| config.application_root = String::new());
        assert_eq!(root, Err(FlaskConfigError::Path { path: String::new() }));
    }

    #[test]
    fn a_lifetime_is_some_time() {
        let lifetime = |lifetime| check(|config| config.permanent_session_lifetime = lifetime);
        let wrong = |lifetime| Err(FlaskConfigError::Lifetime { lifetime });
        let short = Duration::from_millis(999);
        assert_eq!(lifetime(short), wrong(short));
        assert_eq!(lifetime(Duration::from_secs(1)), Ok(()));
        assert_eq!(lifetime(MAX_LIFETIME), Ok(()));
        let milliseconds = FlaskConfig::default().permanent_session_lifetime * 1000;
        assert_eq!(lifetime(milliseconds), wrong(milliseconds));
        assert_eq!(lifetime(Duration::MAX), wrong(Duration::MAX));
    }
}
