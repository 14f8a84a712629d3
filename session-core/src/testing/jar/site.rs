//! Where a request goes, and which cookies reach that far (RFC 6265bis §5.1).

/// Where a request goes, as far as cookies care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// Whether it may set and get `Secure` cookies: over https, or on this machine, which Chromium
    /// trusts.
    pub(crate) secure: bool,
    /// In lower case, without the port; an IPv6 address has its brackets.
    pub(crate) host: String,
    /// Without the query; at least `/`.
    pub(crate) path: String,
}

impl Site {
    /// The site of an absolute http or https URL; `None` for anything else, and if it names a
    /// user.
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

/// Whether `host` is `domain` or below it.
pub(super) fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|labels| labels.ends_with('.'))
}

pub(super) fn path_matches(path: &str, cookie_path: &str) -> bool {
    let is_boundary = |rest: &str| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/');
    path.strip_prefix(cookie_path).is_some_and(is_boundary)
}

/// The directory of a request's path (RFC 6265 §5.1.4).
pub(super) fn default_path(path: &str) -> &str {
    path.rsplit_once('/').map(|(directory, _)| directory).filter(|directory| !directory.is_empty()).unwrap_or("/")
}
