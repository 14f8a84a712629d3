//! The sessions of one type in an application.

use std::fmt;
use std::sync::Arc;

use crate::config::Config;
use crate::live::Session;

/// The sessions of one type in an application: keys, clock, and where the data is kept.
///
/// Make one when the application starts, and put it where the framework keeps the application's
/// state. Clones are cheap and mean the same sessions. Settings are made before that, on
/// [`Options`](crate::Options).
///
/// ```
/// use session_core::{Key, Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// // Key::from_env("SESSION_KEY")? in an application.
/// let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// # let _ = sessions;
/// ```
pub struct Sessions<S> {
    pub(crate) config: Arc<Config<S>>,
}

impl<S> Clone for Sessions<S> {
    fn clone(&self) -> Self {
        Self { config: Arc::clone(&self.config) }
    }
}

/// Prints the names of the session and the cookie.
impl<S: Session> fmt::Debug for Sessions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("session", &S::SCHEMA.name())
            .field("cookie", &self.config.cookie.name())
            .finish_non_exhaustive()
    }
}
