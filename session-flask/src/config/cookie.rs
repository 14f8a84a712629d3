//! The `Set-Cookie` header as Werkzeug writes it (`werkzeug.http.dump_cookie`), with the
//! attributes in the same order.

use std::fmt::Write as _;
use std::time::SystemTime;

use session_core::SameSite;
use session_core::format::{Cookie, without_prefix};

use super::FlaskConfig;
use crate::date::DateTime;
use crate::timestamp::Timestamp;

impl FlaskConfig {
    /// Returns the cookie that Flask sets, deletes and reads.
    pub(crate) fn cookie(&self) -> Cookie {
        let http = Self {
            session_cookie_name: without_prefix(&self.session_cookie_name).to_owned(),
            session_cookie_secure: false,
            session_cookie_samesite: self.session_cookie_samesite.filter(|same_site| *same_site != SameSite::None),
            session_cookie_partitioned: false,
            ..self.clone()
        };
        let twin = Self { session_cookie_partitioned: !self.session_cookie_partitioned, ..self.clone() };
        let cookie = self.plain_cookie().with_http(http.plain_cookie());
        if self.is_secure() { cookie.with_twin(twin.plain_cookie()) } else { cookie }
    }

    fn plain_cookie(&self) -> Cookie {
        let expires = |at: SystemTime| DateTime::at_most(Timestamp::from(at).0).to_string();
        Cookie::new(self.session_cookie_name.clone(), before_expires(self), after_expires(self)).with_expires(expires)
    }
}

/// Returns the attributes that stand before `Expires`.
fn before_expires(config: &FlaskConfig) -> String {
    config.domain().map(|domain| format!("; Domain={domain}")).unwrap_or_default()
}

/// Returns the attributes that stand behind `Expires`.
fn after_expires(config: &FlaskConfig) -> String {
    let mut text = String::new();
    if config.is_secure() {
        text.push_str("; Secure");
    }
    if config.session_cookie_httponly {
        text.push_str("; HttpOnly");
    }
    text.extend(["; Path=", &quoted(config.path())]);
    if let Some(same_site) = config.session_cookie_samesite {
        text.extend(["; SameSite=", same_site.as_str()]);
    }
    if config.session_cookie_partitioned {
        text.push_str("; Partitioned");
    }
    text
}

/// Percent-encodes the characters that a path can't have. A percent sign stays, since the path may
/// be quoted already.
pub(crate) fn quoted(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,/:=@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a text can't fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    /// The texts were made by `werkzeug.http.dump_cookie`.
    #[test]
    fn attributes_stand_where_werkzeug_puts_them() {
        let defaults = FlaskConfig::default;
        for (config, expected_before, expected_after) in [
            (
                FlaskConfig {
                    session_cookie_domain: Some(".example.com".to_owned()),
                    session_cookie_secure: true,
                    session_cookie_samesite: Some(SameSite::Strict),
                    session_cookie_partitioned: true,
                    ..defaults()
                },
                "; Domain=example.com",
                "; Secure; HttpOnly; Path=/; SameSite=Strict; Partitioned",
            ),
            (
                FlaskConfig {
                    session_cookie_domain: Some("www.example.com:5000".to_owned()),
                    session_cookie_path: Some("/app path;é%20?a#b~(1)\"<>".to_owned()),
                    session_cookie_httponly: false,
                    session_cookie_samesite: Some(SameSite::None),
                    session_cookie_partitioned: true,
                    ..defaults()
                },
                "; Domain=www.example.com",
                "; Secure; Path=/app%20path%3B%C3%A9%20%3Fa%23b~(1)%22%3C%3E; SameSite=None; Partitioned",
            ),
            (
                FlaskConfig { session_cookie_samesite: Some(SameSite::Lax), ..defaults() },
                "",
                "; HttpOnly; Path=/; SameSite=Lax",
            ),
            (
                FlaskConfig {
                    session_cookie_domain: Some("..localhost".to_owned()),
                    application_root: "/a_b-c.d/!$&'()*+,:=@".to_owned(),
                    session_cookie_path: Some(String::new()),
                    session_cookie_httponly: false,
                    ..defaults()
                },
                "; Domain=localhost",
                "; Path=/a_b-c.d/!$&'()*+,:=@",
            ),
        ] {
            assert_eq!(
                (before_expires(&config), after_expires(&config)),
                (expected_before.to_owned(), expected_after.to_owned())
            );
        }
    }
}
