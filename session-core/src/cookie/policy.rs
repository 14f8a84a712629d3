//! A cookie's name and attributes.

/// When a browser sends the cookie along with a request that another site caused (RFC 6265bis
/// §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SameSite {
    /// The browser never sends the cookie then, not even when a visitor follows a link from a
    /// mail.
    Strict,
    /// The browser sends the cookie only when the visitor navigates here by a safe method. The
    /// default.
    Lax,
    /// The browser always sends the cookie. Browsers demand `Secure` for it.
    None,
}

impl SameSite {
    /// Returns the attribute's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}

/// A session cookie's name and attributes, as the type declares them.
///
/// `#[derive(Session)]` makes it and checks it: a policy that browsers would refuse doesn't
/// compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookiePolicy {
    /// The name, with its prefix.
    pub name: &'static str,
    /// The domain whose hosts all get the cookie; `None` keeps it to the host that set it.
    pub domain: Option<&'static str>,
    /// The path below which the cookie is sent.
    pub path: &'static str,
    /// Whether requests from other sites carry the cookie.
    pub same_site: SameSite,
    /// Whether the cookie only travels over https.
    pub secure: bool,
    /// Whether the cookie is hidden from scripts.
    pub http_only: bool,
    /// Whether each site that embeds this one gets a cookie of its own (CHIPS).
    pub partitioned: bool,
}

impl CookiePolicy {
    /// Creates a policy with the defaults: `Path=/; Secure; HttpOnly; SameSite=Lax`, for this host
    /// only.
    #[doc(hidden)]
    pub const fn new(name: &'static str) -> Self {
        Self { name, domain: None, path: "/", same_site: SameSite::Lax, secure: true, http_only: true, partitioned: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_scope(mut self, domain: Option<&'static str>, path: &'static str) -> Self {
        self.domain = domain;
        self.path = path;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_attributes(mut self, same_site: SameSite, secure: bool, http_only: bool, partitioned: bool) -> Self {
        self.same_site = same_site;
        self.secure = secure;
        self.http_only = http_only;
        self.partitioned = partitioned;
        self
    }

    /// Returns the policy for plain http: without a prefix, and without the attributes that
    /// browsers accept over https only.
    pub(super) fn over_http(mut self) -> Self {
        self.name = without_prefix(self.name);
        self.secure = false;
        self.partitioned = false;
        if self.same_site == SameSite::None {
            self.same_site = SameSite::Lax;
        }
        self
    }

    pub(super) fn attributes(&self) -> String {
        let mut text = format!("; Path={}", self.path);
        if let Some(domain) = self.domain {
            text.extend(["; Domain=", domain]);
        }
        if self.secure {
            text.push_str("; Secure");
        }
        if self.http_only {
            text.push_str("; HttpOnly");
        }
        text.extend(["; SameSite=", self.same_site.as_str()]);
        if self.partitioned {
            text.push_str("; Partitioned");
        }
        text
    }
}

/// Returns a name without the prefix for which browsers demand `Secure`, in upper or lower case.
pub const fn without_prefix(name: &str) -> &str {
    const PREFIXES: [&str; 4] = ["__Host-Http-", "__Http-", "__Host-", "__Secure-"];
    let mut i = 0;
    while i < PREFIXES.len() {
        if let Some((start, rest)) = name.split_at_checked(PREFIXES[i].len())
            && start.eq_ignore_ascii_case(PREFIXES[i])
        {
            return rest;
        }
        i += 1;
    }
    name
}
