//! `Set-Cookie` as Werkzeug writes it (`werkzeug.http.dump_cookie`), each attribute in its place.

use std::fmt::Write as _;
use std::time::Duration;

use crate::config::{FlaskConfig, FlaskConfigError};
use crate::date::HttpDate;
use crate::timestamp::Timestamp;

/// A configuration that browsers can follow, and its attributes as text.
#[derive(Clone, Debug)]
pub(crate) struct FlaskCookie {
    pub(crate) name: String,
    /// How old a cookie may be, and how long browsers keep that of a permanent session.
    pub(crate) lifetime: Duration,
    /// Whether a permanent session's cookie is sent with every response.
    pub(crate) refreshes: bool,
    /// The attributes that stand before the times: `; Domain=example.com`, or nothing.
    before: String,
    /// Those that stand behind them: `; Secure; HttpOnly; Path=/`, say.
    after: String,
}

impl FlaskCookie {
    /// # Errors
    ///
    /// If browsers would drop the cookie.
    pub(crate) fn new(config: &FlaskConfig) -> Result<Self, FlaskConfigError> {
        config.check()?;
        Ok(Self {
            name: config.session_cookie_name.clone(),
            lifetime: config.permanent_session_lifetime,
            refreshes: config.session_refresh_each_request,
            before: config.domain().map(|domain| format!("; Domain={domain}")).unwrap_or_default(),
            after: after(config),
        })
    }

    /// What stands behind the value of a session's cookie: until the browser closes.
    pub(crate) fn attributes(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// What stands behind the value of a permanent session's cookie that is written `now`.
    pub(crate) fn permanent_attributes(&self, now: Timestamp) -> String {
        let expires = HttpDate::at_most(now.0.saturating_add(self.lifetime.as_secs()));
        format!("{}; Expires={expires}{}", self.before, self.after)
    }

    /// What stands behind the empty value that deletes the cookie.
    pub(crate) fn deleting_attributes(&self) -> String {
        format!("{}; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0{}", self.before, self.after)
    }
}

fn after(config: &FlaskConfig) -> String {
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

/// A path with what can't stand in it percent-encoded. A percent sign stays: it may be quoted already.
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
    use session_core::SameSite;

    use super::*;
    use crate::payload;
    use crate::signer::Signer;
    use crate::vectors;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    /// The header that a configuration and a value should give, found out from the value alone.
    fn header(cookie: &FlaskCookie, signer: &Signer, value: &str, now: Timestamp) -> String {
        let attributes = if value.is_empty() {
            cookie.deleting_attributes()
        } else {
            let json = payload::read(signer.open(value.as_bytes()).expect("ours").payload).expect("Flask made it");
            let json = String::from_utf8(json).expect("Flask writes ASCII");
            if json.contains(r#""_permanent":true"#) { cookie.permanent_attributes(now) } else { cookie.attributes() }
        };
        format!("{}={value}{attributes}", cookie.name)
    }

    #[test]
    fn headers_are_written_as_in_flask() {
        let cookie = FlaskCookie::new(&FlaskConfig::default()).expect("Flask's defaults");
        for vector in vectors::of_kind("roundtrip") {
            let (signer, now) = (Signer::new(&vector.keys()), Timestamp(vector.number("timestamp")));
            assert_eq!(header(&cookie, &signer, vector.text("cookie"), now), vector.text("set_cookie"), "{}", vector.id());
        }
    }

    #[test]
    fn every_header_of_a_conversation_is_written_as_in_flask() {
        let (mut deletions, mut permanent, mut others) = (0, 0, 0);
        for vector in vectors::of_kind("http") {
            let mut config = FlaskConfig::default();
            for (name, value) in vector.0["config"].as_object().expect("settings") {
                assert_eq!(name, "PERMANENT_SESSION_LIFETIME", "{}", vector.id());
                let seconds = value.as_str().and_then(|text| text.parse().ok()).expect("seconds");
                config.permanent_session_lifetime = Duration::from_secs(seconds);
            }
            let cookie = FlaskCookie::new(&config).expect("browsers can follow it");
            let signer = Signer::new(&vector.keys());
            for step in vector.0["steps"].as_array().expect("steps") {
                for expected in step["set_cookie"].as_array().expect("a list") {
                    let expected = expected.as_str().expect("a text");
                    let value = expected.split(['=', ';']).nth(1).expect("a value");
                    let now = Timestamp(step["now"].as_u64().expect("seconds"));
                    assert_eq!(header(&cookie, &signer, value, now), expected, "{}", vector.id());
                    let count = match expected {
                        _ if value.is_empty() => &mut deletions,
                        _ if expected.contains("Expires") => &mut permanent,
                        _ => &mut others,
                    };
                    *count += 1;
                }
            }
        }
        assert!(deletions > 0 && permanent > 0 && others > 0, "every kind of header was met");
    }

    /// Each made by `werkzeug.http.dump_cookie`.
    #[test]
    fn attributes_stand_where_werkzeug_puts_them() {
        let defaults = FlaskConfig::default;
        for (config, before, after) in [
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
            let cookie = FlaskCookie::new(&config).expect("browsers can follow it");
            assert_eq!(cookie.attributes(), format!("{before}{after}"));
            assert_eq!(cookie.permanent_attributes(NOW), format!("{before}; Expires=Fri, 15 Dec 2023 22:13:20 GMT{after}"));
            let epoch = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
            assert_eq!(cookie.deleting_attributes(), format!("{before}{epoch}{after}"));
        }
    }

    #[test]
    fn a_quoted_byte_has_two_digits() {
        assert_eq!(quoted("/\t\u{7f}%7e~"), "/%09%7F%7e~");
    }

    #[test]
    fn a_clock_at_the_end_of_time_has_an_end() {
        let cookie = FlaskCookie::new(&FlaskConfig::default()).expect("Flask's defaults");
        let attributes = cookie.permanent_attributes(Timestamp(u64::MAX));
        assert_eq!(attributes, "; Expires=Fri, 31 Dec 9999 23:59:59 GMT; HttpOnly; Path=/");
    }
}
