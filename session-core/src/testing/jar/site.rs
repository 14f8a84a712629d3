//! The target of a request, and which cookies match it (RFC 6265bis §5.1).

/// The target of a request, as far as it matters to cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// Whether it may set and get `Secure` cookies: over https, or on this machine, which Chromium
    /// trusts.
    pub(crate) secure: bool,
    /// The host, in lower case and without the port. An IPv6 address has its brackets.
    pub(crate) host: String,
    /// The path, without the query; at least `/`.
    pub(crate) path: String,
}

impl Site {
    /// Returns the site of an absolute http or https URL. Returns `None` for any other text, and
    /// for a URL that names a user.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme))?;
        let (authority, target) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host.to_ascii_lowercase(),
            _ => authority.to_ascii_lowercase(),
        };
        let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        let path = target.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/").to_owned();
        (!host.is_empty() && !authority.contains('@')).then(|| Self { secure: scheme == "https" || is_local, host, path })
    }
}

/// Returns whether `host` is `domain` or a subdomain of it.
pub(super) fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|labels| labels.ends_with('.'))
}

pub(super) fn path_matches(path: &str, cookie_path: &str) -> bool {
    let is_boundary = |rest: &str| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/');
    path.strip_prefix(cookie_path).is_some_and(is_boundary)
}

/// Returns the directory of a request's path (RFC 6265 §5.1.4).
pub(super) fn default_path(path: &str) -> &str {
    path.rsplit_once('/').map(|(directory, _)| directory).filter(|directory| !directory.is_empty()).unwrap_or("/")
}
