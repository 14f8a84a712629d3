//! A browser's cookies, kept as strictly as Chromium keeps them (RFC 6265bis §5).
//!
//! Every request is a visitor's own navigation, so `SameSite` never holds a cookie back and
//! partitioned cookies are those of the site itself. Of the public suffixes only names without a
//! dot are known.

mod set_cookie;
mod site;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use self::set_cookie::{Dropped, parse};
use self::site::{domain_matches, path_matches};
use crate::cookie::SameSite;

pub(crate) use site::Site;

/// The cookies of one browser, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jar {
    cookies: Vec<Stored>,
}

impl Jar {
    /// Keeps, replaces or deletes a cookie, as a `Set-Cookie` header from `site` says. The error
    /// is why a browser would drop the header; then every cookie stays as it was.
    pub(crate) fn store(&mut self, set_cookie: &str, site: &Site, now: u64) -> Result<(), Dropped> {
        self.remove_expired(now);
        let cookie = parse(set_cookie, site, now)?;
        if !site.secure && self.iter().any(|old| old.secure && old.is_shadowed_by(&cookie)) {
            return Err(Dropped::ShadowsSecure);
        }
        match self.cookies.iter_mut().find(|old| old.identity() == cookie.identity()) {
            Some(old) => *old = cookie,
            None => self.cookies.push(cookie),
        }
        // A deletion is a cookie that comes expired.
        self.remove_expired(now);
        Ok(())
    }

    /// The `Cookie` header of a request: longer paths first, then older cookies. Expired ones go.
    pub(crate) fn header(&mut self, site: &Site, now: u64) -> Option<String> {
        self.remove_expired(now);
        let mut sent: Vec<_> = self.iter().filter(|cookie| cookie.is_sent_to(site)).collect();
        sent.sort_by_key(|cookie| Reverse(cookie.path.len()));
        let pairs: Vec<_> = sent.into_iter().map(Stored::pair).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of the oldest cookie called `name`, for tests that tamper with it.
    pub(crate) fn value_mut(&mut self, name: &str) -> Option<&mut String> {
        self.cookies.iter_mut().find(|cookie| cookie.name == name).map(|cookie| &mut cookie.value)
    }

    /// The browser closes: cookies without an expiry go.
    pub(crate) fn close_window(&mut self) {
        self.cookies.retain(|cookie| cookie.expires.is_some());
    }

    /// All cookies, the oldest first, with those that have expired since the last request.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.cookies.iter()
    }

    fn remove_expired(&mut self, now: u64) {
        self.cookies.retain(|cookie| cookie.expires.is_none_or(|expires| expires > now));
    }
}

/// A cookie that the browser keeps; the fields are RFC 6265bis's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a cookie has these flags, each independent of the others")]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) domain: String,
    pub(crate) host_only: bool,
    pub(crate) path: String,
    pub(crate) secure: bool,
    pub(crate) http_only: bool,
    /// Lax if the header doesn't say, as in Chromium.
    pub(crate) same_site: SameSite,
    pub(crate) partitioned: bool,
    /// Seconds since 1970; `None` until the browser closes.
    pub(crate) expires: Option<u64>,
}

impl Stored {
    fn is_sent_to(&self, site: &Site) -> bool {
        let to_host = if self.host_only { site.host == self.domain } else { domain_matches(&site.host, &self.domain) };
        to_host && path_matches(&site.path, &self.path) && (site.secure || !self.secure)
    }

    /// Cookies that have this in common replace each other.
    fn identity(&self) -> (&str, &str, bool, &str, bool) {
        (&self.name, &self.domain, self.host_only, &self.path, self.partitioned)
    }

    /// Whether a request could carry both, so that `other` may pass for this one.
    fn is_shadowed_by(&self, other: &Self) -> bool {
        (&self.name, self.partitioned) == (&other.name, other.partitioned)
            && (domain_matches(&self.domain, &other.domain) || domain_matches(&other.domain, &self.domain))
            && path_matches(&other.path, &self.path)
    }

    /// As the `Cookie` header has it.
    fn pair(&self) -> String {
        if self.name.is_empty() { self.value.clone() } else { format!("{}={}", self.name, self.value) }
    }
}
