//! Flask's configuration of its session cookie.

mod check;
mod cookie;
mod error;

use std::time::Duration;

use session_core::SameSite;

pub use error::FlaskConfigError;

/// The settings of a Flask application that determine its session cookie. The fields have Flask's
/// names, in lower case, and Flask's defaults (`flask/app.py`, `flask/sessions.py`).
///
/// They have to be those of the Flask application. Otherwise browsers keep two cookies, of which
/// each application writes one, and send both with every request.
///
/// ```
/// use session_core::SameSite;
/// use session_flask::FlaskConfig;
///
/// let config = FlaskConfig {
///     session_cookie_secure: true,
///     session_cookie_samesite: Some(SameSite::Lax),
///     ..FlaskConfig::default()
/// };
/// # assert_eq!(config.session_cookie_name, "session");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are Flask's, and each is what it says")]
pub struct FlaskConfig {
    /// `SESSION_COOKIE_NAME`: the cookie's name. `session` by default.
    pub session_cookie_name: String,
    /// `SESSION_COOKIE_DOMAIN`: the domain whose hosts all get the cookie. By default only the
    /// host that set the cookie gets it.
    pub session_cookie_domain: Option<String>,
    /// `SESSION_COOKIE_PATH`: the path below which the cookie is sent. By default
    /// [`application_root`](Self::application_root).
    pub session_cookie_path: Option<String>,
    /// `SESSION_COOKIE_HTTPONLY`: whether the cookie is hidden from scripts. `true` by default.
    pub session_cookie_httponly: bool,
    /// `SESSION_COOKIE_SECURE`: whether the cookie only travels over https. `false` by default.
    /// Set it for a site on https.
    pub session_cookie_secure: bool,
    /// `SESSION_COOKIE_SAMESITE`: whether requests from other sites carry the cookie. By default
    /// the attribute is left out and browsers decide: most behave as for `Lax`.
    pub session_cookie_samesite: Option<SameSite>,
    /// `SESSION_COOKIE_PARTITIONED`: whether each site that embeds this one gets a cookie of its
    /// own (CHIPS). `false` by default. As in Werkzeug, the cookie is then `Secure` too.
    pub session_cookie_partitioned: bool,
    /// `PERMANENT_SESSION_LIFETIME`, in whole seconds: how old any session's cookie may be, and
    /// how long browsers keep the cookie of a permanent session. 31 days by default; from one
    /// second to 50 years.
    pub permanent_session_lifetime: Duration,
    /// `SESSION_REFRESH_EACH_REQUEST`: whether a permanent session's cookie is sent again with
    /// every response. `true` by default.
    pub session_refresh_each_request: bool,
    /// `APPLICATION_ROOT`: the path that the application is mounted at. `/` by default.
    pub application_root: String,
}

impl Default for FlaskConfig {
    fn default() -> Self {
        Self {
            session_cookie_name: "session".to_owned(),
            session_cookie_domain: None,
            session_cookie_path: None,
            session_cookie_httponly: true,
            session_cookie_secure: false,
            session_cookie_samesite: None,
            session_cookie_partitioned: false,
            permanent_session_lifetime: Duration::from_secs(31 * 24 * 60 * 60),
            session_refresh_each_request: true,
            application_root: "/".to_owned(),
        }
    }
}

impl FlaskConfig {
    /// Returns the cookie's `Path`. As in Flask, an empty setting counts as none.
    pub(crate) fn path(&self) -> &str {
        self.session_cookie_path.as_deref().filter(|path| !path.is_empty()).unwrap_or(&self.application_root)
    }

    /// Returns the cookie's `Domain` as it is sent: without leading dots, which mean nothing, and
    /// without a port.
    pub(crate) fn domain(&self) -> Option<&str> {
        let domain = self.session_cookie_domain.as_deref()?;
        let host = domain.split_once(':').map_or(domain, |(host, _port)| host);
        Some(host.trim_start_matches('.'))
    }

    /// Returns whether the cookie only travels over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.session_cookie_secure || self.session_cookie_partitioned
    }
}
