//! A cookie in use.

use std::borrow::Cow;
use std::time::SystemTime;

use super::CookiePolicy;

/// A cookie as an application sets and deletes it: its name, and its attributes as text.
///
/// A type's own is made of its [`CookiePolicy`]; that of another framework is put together by the
/// crate that knows how that one writes it.
#[derive(Clone, Debug)]
pub struct Cookie {
    name: Cow<'static, str>,
    /// Its attributes, each with `; ` in front.
    pub(super) attributes: String,
    /// Those that stand behind the time.
    pub(super) behind: String,
    /// How the time is written when it ends, in the words of `Expires`; without it, `Max-Age` says
    /// how long it lasts.
    pub(super) expires: Option<fn(SystemTime) -> String>,
    /// The cookie of the same name that browsers keep beside this one, if they keep one.
    twin: Option<Box<Self>>,
    /// The cookie where plain http is allowed, if it is another one.
    over_http: Option<Box<Self>>,
}

impl Cookie {
    /// A cookie with these attributes, each with `; ` in front: those before the time, and those
    /// behind it.
    pub fn new(name: impl Into<Cow<'static, str>>, attributes: String, behind: String) -> Self {
        Self { name: name.into(), attributes, behind, expires: None, twin: None, over_http: None }
    }

    /// Says when a persistent cookie ends (`Expires`), in the words of `write`, and not how long
    /// it lasts (`Max-Age`).
    #[must_use]
    pub fn with_expires(mut self, write: fn(SystemTime) -> String) -> Self {
        self.expires = Some(write);
        self
    }

    /// Browsers keep `twin` beside it, under the same name.
    #[must_use]
    pub fn with_twin(mut self, twin: Self) -> Self {
        self.twin = Some(Box::new(twin));
        self
    }

    /// Where plain http is allowed, it is `cookie`.
    #[must_use]
    pub fn with_http(mut self, cookie: Self) -> Self {
        self.over_http = Some(Box::new(cookie));
        self
    }

    /// Its name, with its prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn twin(&self) -> Option<&Self> {
        self.twin.as_deref()
    }

    pub(crate) fn over_http(self) -> Self {
        self.over_http.map_or(Self { over_http: None, ..self }, |cookie| *cookie)
    }
}

/// As the type declares it.
impl From<CookiePolicy> for Cookie {
    fn from(policy: CookiePolicy) -> Self {
        let cookie = |policy: CookiePolicy| Self::new(policy.name, policy.attributes(), String::new());
        let own = cookie(policy).with_http(cookie(policy.over_http()));
        // The partitioned twin of a plain cookie and the plain twin of a partitioned one.
        let twin = CookiePolicy { partitioned: !policy.partitioned, ..policy };
        if policy.secure { own.with_twin(cookie(twin)) } else { own }
    }
}
