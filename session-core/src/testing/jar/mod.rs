//! A browser's cookies, kept as strictly as Chromium keeps them (RFC 6265bis §5).
//!
//! Every request counts as navigation by the visitor, so `SameSite` never holds a cookie back, and
//! the site's partitioned cookies are sent. Only names without a dot count as public suffixes.

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
    /// is the reason why a browser would drop the header; in that case no cookie changes.
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
        // A deletion is a cookie that has expired already.
        self.remove_expired(now);
        Ok(())
    }

    /// Returns the `Cookie` header of a request: longer paths first, then older cookies. Expired
    /// cookies are removed.
    pub(crate) fn header(&mut self, site: &Site, now: u64) -> Option<String> {
        self.remove_expired(now);
        let mut sent: Vec<_> = self.iter().filter(|cookie| cookie.is_sent_to(site)).collect();
        sent.sort_by_key(|cookie| Reverse(cookie.path.len()));
        let pairs: Vec<_> = sent.into_iter().map(Stored::pair).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Returns the value of the oldest cookie called `name`, for tests that tamper with it.
    pub(crate) fn value_mut(&mut self, name: &str) -> Option<&mut String> {
        self.cookies.iter_mut().find(|cookie| cookie.name == name).map(|cookie| &mut cookie.value)
    }

    /// Closes the browser: cookies without an expiry are removed.
    pub(crate) fn close_window(&mut self) {
        self.cookies.retain(|cookie| cookie.expires.is_some());
    }

    /// Iterates over all cookies, the oldest first, including those that expired since the last
    /// request.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.cookies.iter()
    }

    fn remove_expired(&mut self, now: u64) {
        self.cookies.retain(|cookie| cookie.expires.is_none_or(|expires| expires > now));
    }
}

/// A cookie that the browser keeps, with the fields of RFC 6265bis.
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
    /// The `SameSite` attribute; lax if the header has none, as in Chromium.
    pub(crate) same_site: SameSite,
    pub(crate) partitioned: bool,
    /// When the cookie expires, in seconds since 1970; `None` if it lasts until the browser
    /// closes.
    pub(crate) expires: Option<u64>,
}

impl Stored {
    fn is_sent_to(&self, site: &Site) -> bool {
        let to_host = if self.host_only { site.host == self.domain } else { domain_matches(&site.host, &self.domain) };
        to_host && path_matches(&site.path, &self.path) && (site.secure || !self.secure)
    }

    /// Returns what two cookies have in common if one replaces the other.
    fn identity(&self) -> (&str, &str, bool, &str, bool) {
        (&self.name, &self.domain, self.host_only, &self.path, self.partitioned)
    }

    /// Returns whether a request could carry both cookies, so that `other` may pass for this one.
    fn is_shadowed_by(&self, other: &Self) -> bool {
        (&self.name, self.partitioned) == (&other.name, other.partitioned)
            && (domain_matches(&self.domain, &other.domain) || domain_matches(&other.domain, &self.domain))
            && path_matches(&other.path, &self.path)
    }

    /// Returns the cookie as it stands in the `Cookie` header.
    fn pair(&self) -> String {
        if self.name.is_empty() { self.value.clone() } else { format!("{}={}", self.name, self.value) }
    }
}
