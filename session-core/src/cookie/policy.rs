//! A cookie's name and attributes.

/// When a browser sends the cookie along with a request that another site caused (RFC 6265bis
/// §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SameSite {
    /// Never; not even when a visitor follows a link from a mail.
    Strict,
    /// Only when the visitor navigates here by a safe method. The default.
    Lax,
    /// Always. Browsers demand `Secure`.
    None,
}

impl SameSite {
    /// The attribute's value.
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
/// `#[derive(Session)]` makes it and has checked it: what browsers would refuse doesn't compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookiePolicy {
    /// The name, with its prefix.
    pub name: &'static str,
    /// The host whose subdomains get the cookie as well; `None` keeps it to the host that set it.
    pub domain: Option<&'static str>,
    /// The path below which the cookie is sent.
    pub path: &'static str,
    /// Whether requests from other sites carry it.
    pub same_site: SameSite,
    /// Whether it only travels over https.
    pub secure: bool,
    /// Whether scripts can't see it.
    pub http_only: bool,
    /// Whether each site that embeds this one gets a cookie of its own (CHIPS).
    pub partitioned: bool,
}

impl CookiePolicy {
    /// `name` with the defaults: `Path=/; Secure; HttpOnly; SameSite=Lax`, for this host only.
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

    /// The policy when plain http is allowed: no prefix and nothing that browsers keep for https.
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

/// A name without the prefix that browsers would ask `Secure` for, in whatever case.
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
