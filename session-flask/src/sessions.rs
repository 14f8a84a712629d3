//! How a Rust service makes its sessions.

use std::sync::Arc;

use session_core::schema::Schema;
use session_core::{InCookie, Options, Sessions};

use crate::config::{FlaskConfig, FlaskConfigError};
use crate::event;
use crate::format::Flask;
use crate::keys::FlaskKeys;
use crate::own_keys::check_names;
use crate::signer::Signer;
use crate::zlib::Zlib;

/// Makes sessions in the cookie of a Flask application that uses Flask's default configuration.
/// [`FlaskConfig::sessions`] takes another configuration.
///
/// Handlers, integrations and tests are the same as for other sessions. The type's cookie
/// attributes don't count, since the cookie is Flask's. For the type's `lifetime` see
/// [`FlaskConfig::permanent_session_lifetime`].
///
/// ```
/// use session_core::{Flash, Session, Sessions};
/// use session_flask::{FlaskKeys, flask_sessions};
///
/// /// What this service knows of the session; all other keys stay as they are.
/// #[derive(Session)]
/// struct Account {
///     #[session(rename = "_user_id")]
///     user: Option<String>,
///     visits: u32,
///     #[session(rename = "_flashes")]
///     flash: Flash,
/// }
///
/// # fn main() -> Result<(), session_flask::FlaskKeyError> {
/// // FlaskKeys::from_env("SECRET_KEY")? in an application.
/// let sessions: Sessions<Account> = flask_sessions(FlaskKeys::new("the SECRET_KEY of the Flask application")?);
/// # let _ = sessions;
/// # Ok(())
/// # }
/// ```
///
/// A time ahead of our clock is refused, as in Flask, unless [`Options::leeway`] allows for clocks
/// that differ.
#[expect(clippy::needless_pass_by_value, reason = "keys are handed over")]
pub fn flask_sessions<S: InCookie>(keys: FlaskKeys) -> Sessions<S> {
    const { check_type(S::SCHEMA) };
    sessions(&FlaskConfig::default(), &keys, Sessions::options())
}

impl FlaskConfig {
    /// Makes sessions in the cookie of a Flask application with this configuration.
    ///
    /// ```
    /// use session_core::{SameSite, Session, Sessions};
    /// use session_flask::{FlaskConfig, FlaskKeys};
    ///
    /// #[derive(Session)]
    /// struct Visits {
    ///     count: u32,
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let config = FlaskConfig {
    ///     session_cookie_secure: true,
    ///     session_cookie_samesite: Some(SameSite::Lax),
    ///     ..FlaskConfig::default()
    /// };
    /// let sessions: Sessions<Visits> = config.sessions(FlaskKeys::new("the SECRET_KEY of the Flask application")?)?;
    /// # let _ = sessions;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If browsers would drop the cookie. Flask doesn't check this.
    pub fn sessions<S: InCookie>(&self, keys: FlaskKeys) -> Result<Sessions<S>, FlaskConfigError> {
        self.sessions_with(keys, Sessions::options())
    }

    /// Makes sessions as [`sessions`](Self::sessions) does, with options: a clock, or sessions
    /// that are moved from another cookie.
    ///
    /// # Errors
    ///
    /// If browsers would drop the cookie. Flask doesn't check this.
    ///
    /// # Panics
    ///
    /// If the sessions are to be side by side with others in the same cookie.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "keys are handed over")]
    pub fn sessions_with<S: InCookie>(&self, keys: FlaskKeys, options: Options<S>) -> Result<Sessions<S>, FlaskConfigError> {
        const { check_type(S::SCHEMA) };
        self.check()?;
        Ok(sessions(self, &keys, options))
    }
}

fn sessions<S: InCookie>(config: &FlaskConfig, keys: &FlaskKeys, options: Options<S>) -> Sessions<S> {
    let cookie = config.cookie();
    if keys.is_short() {
        event::short_secret(cookie.name());
    }
    let format = Flask {
        signer: Arc::new(Signer::new(keys)),
        zlib: Arc::new(Zlib::default()),
        lifetime: config.permanent_session_lifetime,
        refreshes: config.session_refresh_each_request,
        cookie: cookie.name().into(),
        log_key: keys.log_key(),
    };
    options.in_format(cookie, format)
}

/// Checks the names when the program is built, in the function that it calls, so that the compiler
/// names that call.
#[track_caller]
const fn check_type(schema: &Schema) {
    assert!(
        !schema.is_encrypted(),
        "this session is `encrypted`, but visitors can read Flask's cookie: keep it in a cookie of its own, with `Sessions::in_cookie`"
    );
    check_names(schema);
}
