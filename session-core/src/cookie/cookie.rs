//! A cookie's name and attributes, ready to be written.

use std::borrow::Cow;
use std::time::SystemTime;

use super::CookiePolicy;
use super::place::Place;

/// A cookie as an application sets and deletes it: its name, and its attributes as text.
///
/// A session type's own cookie is made from its [`CookiePolicy`]. The cookie of another framework
/// is made by the crate that knows how that framework writes it.
#[derive(Clone, Debug)]
pub struct Cookie {
    name: Cow<'static, str>,
    /// The attributes, each with `; ` in front.
    pub(super) attributes: String,
    /// The attributes that stand behind `Max-Age` or `Expires`.
    pub(super) behind: String,
    /// Writes the time when the cookie ends, for `Expires`. Without it, `Max-Age` says how long
    /// the cookie lasts.
    pub(super) expires: Option<fn(SystemTime) -> String>,
    /// The cookie of the same name that browsers keep beside this one, if there is one.
    twin: Option<Box<Self>>,
    /// The cookie that replaces this one where plain http is allowed, if it differs.
    over_http: Option<Box<Self>>,
}

impl Cookie {
    /// Creates a cookie with these attributes, each with `; ` in front: those before `Max-Age` or
    /// `Expires`, and those behind it.
    pub fn new(name: impl Into<Cow<'static, str>>, attributes: String, behind: String) -> Self {
        Self { name: name.into(), attributes, behind, expires: None, twin: None, over_http: None }
    }

    /// Makes a persistent cookie say when it ends (`Expires`, written by `write`) instead of how
    /// long it lasts (`Max-Age`).
    #[must_use]
    #[cfg_attr(not(feature = "unstable-format"), expect(dead_code, reason = "other formats use it"))]
    pub fn with_expires(mut self, write: fn(SystemTime) -> String) -> Self {
        self.expires = Some(write);
        self
    }

    /// Declares that browsers keep `twin` beside this cookie, under the same name.
    #[must_use]
    pub fn with_twin(mut self, twin: Self) -> Self {
        self.twin = Some(Box::new(twin));
        self
    }

    /// Declares that `cookie` replaces this cookie where plain http is allowed.
    #[must_use]
    pub fn with_http(mut self, cookie: Self) -> Self {
        self.over_http = Some(Box::new(cookie));
        self
    }

    /// Returns the name, with its prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether browsers keep the cookie for one host and all of its paths (RFC 6265bis
    /// §4.1.3.2).
    pub(crate) fn is_bound_to_host(&self) -> bool {
        self.name.starts_with("__Host-")
    }

    /// Returns where a browser keeps the cookie.
    pub(crate) fn place(&self) -> Place<'_> {
        Place::of(&self.name, [self.attributes.as_str(), &self.behind])
    }

    pub(crate) fn twin(&self) -> Option<&Self> {
        self.twin.as_deref()
    }

    pub(crate) fn over_http(self) -> Self {
        self.over_http.map_or(Self { over_http: None, ..self }, |cookie| *cookie)
    }
}

/// Makes the cookie that the type declares.
impl From<CookiePolicy> for Cookie {
    fn from(policy: CookiePolicy) -> Self {
        let cookie = |policy: CookiePolicy| Self::new(policy.name, policy.attributes(), String::new());
        let own = cookie(policy).with_http(cookie(policy.over_http()));
        // A plain cookie's twin is partitioned, and a partitioned cookie's twin is plain.
        let twin = CookiePolicy { partitioned: !policy.partitioned, ..policy };
        if policy.secure { own.with_twin(cookie(twin)) } else { own }
    }
}
