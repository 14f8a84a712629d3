//! Reads one `Set-Cookie` header as a browser does (RFC 6265bis §5.6), and decides whether a
//! browser drops it (§5.7).

use std::fmt;
use std::net::Ipv4Addr;
use std::ops::Range;

use super::Stored;
use super::site::{Site, default_path, domain_matches};
use crate::cookie::SameSite;
use crate::limits::{COOKIE_SIZE, LONGEST_LIFETIME};

/// The longest value of an attribute in bytes; browsers ignore longer ones (RFC 6265bis §5.6).
const ATTRIBUTE_LIMIT: usize = 1024;
/// The longest time for which browsers keep a cookie, in seconds.
pub(super) const AGE_LIMIT: u64 = LONGEST_LIFETIME.as_secs();

/// Why a browser drops a `Set-Cookie`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    ControlCharacter,
    Empty,
    TooLong,
    ForeignDomain,
    InsecureSite,
    NoneWithoutSecure,
    PartitionedWithoutSecure,
    BrokenPrefix,
    ShadowsSecure,
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ControlCharacter => "the header has a control character",
            Self::Empty => "the cookie has neither a name nor a value",
            Self::TooLong => "name and value are longer than 4096 bytes together",
            Self::ForeignDomain => "`Domain` is neither the request's host nor a domain above it",
            Self::InsecureSite => "`Secure` cookies can't be set over http",
            Self::NoneWithoutSecure => "`SameSite=None` needs `Secure`",
            Self::PartitionedWithoutSecure => "`Partitioned` needs `Secure`",
            Self::BrokenPrefix => {
                "prefixed names need `Secure`; `__Host-` also `Path=/` and no `Domain`; `Http-` also `HttpOnly`"
            }
            Self::ShadowsSecure => "a site over http can't replace or hide a `Secure` cookie",
        })
    }
}

/// Returns the cookie that a header from `site` sets.
pub(super) fn parse(set_cookie: &str, site: &Site, now: u64) -> Result<Stored, Dropped> {
    if set_cookie.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(Dropped::ControlCharacter);
    }
    let (pair, rest) = set_cookie.split_once(';').unwrap_or((set_cookie, ""));
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let attributes = Attributes::parse(rest);
    let (domain, host_only) = scope(attributes.domain, &site.host)?;
    let cookie = Stored {
        name: trim(name).to_owned(),
        value: trim(value).to_owned(),
        domain,
        host_only,
        path: if attributes.path.starts_with('/') { attributes.path } else { default_path(&site.path) }.to_owned(),
        secure: attributes.secure,
        http_only: attributes.http_only,
        same_site: attributes.same_site.unwrap_or(SameSite::Lax),
        partitioned: attributes.partitioned,
        expires: attributes.expiry(now),
    };
    check(&cookie, &attributes, site)?;
    Ok(cookie)
}

fn check(cookie: &Stored, attributes: &Attributes<'_>, site: &Site) -> Result<(), Dropped> {
    match cookie {
        Stored { name, value, .. } if name.len() + value.len() > COOKIE_SIZE => Err(Dropped::TooLong),
        Stored { name, value, .. } if name.is_empty() && value.is_empty() => Err(Dropped::Empty),
        Stored { secure: true, .. } if !site.secure => Err(Dropped::InsecureSite),
        Stored { secure: false, same_site: SameSite::None, .. } => Err(Dropped::NoneWithoutSecure),
        Stored { secure: false, partitioned: true, .. } => Err(Dropped::PartitionedWithoutSecure),
        _ if !keeps_prefix(cookie, attributes) => Err(Dropped::BrokenPrefix),
        _ => Ok(()),
    }
}

/// Returns whether the cookie is what its prefix promises. Upper and lower case don't count, since
/// a server may ignore them.
fn keeps_prefix(cookie: &Stored, attributes: &Attributes<'_>) -> bool {
    let pair = cookie.pair().to_ascii_lowercase();
    let begins_with = |prefixes: &[&str]| prefixes.iter().any(|prefix| pair.starts_with(prefix));
    // A cookie without a name is sent as its bare value, which must not look like a prefixed name.
    (!begins_with(&["__secure-", "__host-", "__http-"]) || cookie.secure && !cookie.name.is_empty())
        && (!begins_with(&["__host-"]) || attributes.domain.is_empty() && attributes.path == "/")
        && (!begins_with(&["__http-", "__host-http-"]) || cookie.http_only)
}

/// The attributes of a header, the last one of each name; empty if there is none.
#[derive(Default)]
struct Attributes<'h> {
    domain: &'h str,
    path: &'h str,
    secure: bool,
    http_only: bool,
    partitioned: bool,
    same_site: Option<SameSite>,
    max_age: Option<u64>,
    expires: Option<u64>,
}

impl<'h> Attributes<'h> {
    fn parse(text: &'h str) -> Self {
        let mut attributes = Self::default();
        for attribute in text.split(';') {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            attributes.set(&trim(name).to_ascii_lowercase(), trim(value));
        }
        attributes
    }

    fn set(&mut self, name: &str, value: &'h str) {
        match name {
            _ if value.len() > ATTRIBUTE_LIMIT => {}
            "domain" => self.domain = value,
            "path" => self.path = value,
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "partitioned" => self.partitioned = true,
            "samesite" => self.same_site = same_site(value),
            "max-age" => self.max_age = max_age(value).or(self.max_age),
            "expires" => self.expires = date(value).or(self.expires),
            _ => {}
        }
    }

    fn expiry(&self, now: u64) -> Option<u64> {
        let expires = self.max_age.map(|age| now.saturating_add(age)).or(self.expires)?;
        Some(expires.min(now.saturating_add(AGE_LIMIT)))
    }
}

fn same_site(value: &str) -> Option<SameSite> {
    [SameSite::Strict, SameSite::Lax, SameSite::None].into_iter().find(|known| value.eq_ignore_ascii_case(known.as_str()))
}

/// Reads a number of seconds from now on; a negative number means now.
fn max_age(value: &str) -> Option<u64> {
    let seconds: i128 = value.parse().ok().filter(|_| !value.starts_with('+'))?;
    u64::try_from(seconds.clamp(0, AGE_LIMIT.into())).ok()
}

/// Returns the seconds since 1970 of a date such as `Thu, 01 Jan 1970 00:00:00 GMT`. An earlier
/// year counts as 1970.
pub(super) fn date(text: &str) -> Option<u64> {
    let parts: Vec<_> = text.split([' ', ',', ':']).filter(|part| !part.is_empty()).collect();
    let [_, day, month, year, hour, minute, second, "GMT"] = parts[..] else { return None };
    let days = days_since_1970(number(year, 0..10_000)?.max(1970), month, number(day, 1..32)?)?;
    Some(((days * 24 + number(hour, 0..24)?) * 60 + number(minute, 0..60)?) * 60 + number(second, 0..60)?)
}

fn number(digits: &str, range: Range<u64>) -> Option<u64> {
    digits.parse().ok().filter(|number| range.contains(number))
}

fn days_since_1970(year: u64, month: &str, day: u64) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS_BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let month = MONTHS.iter().position(|name| *name == month)?;
    let leap_days_until = |year| year / 4 - year / 100 + year / 400;
    // This year's leap day counts from March on.
    let leap_days = leap_days_until(if month < 2 { year - 1 } else { year }) - leap_days_until(1969);
    Some((year - 1970) * 365 + leap_days + DAYS_BEFORE[month] + day - 1)
}

/// Returns the domain of a cookie from `host`, and whether the cookie is for that host only.
fn scope(attribute: &str, host: &str) -> Result<(String, bool), Dropped> {
    let domain = attribute.strip_prefix('.').unwrap_or(attribute).to_ascii_lowercase();
    // No domain stands above an address, a top-level name or `localhost`.
    let stands_alone = !domain.contains('.') || host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok();
    match domain {
        _ if domain.is_empty() || domain == host && stands_alone => Ok((host.to_owned(), true)),
        _ if domain_matches(host, &domain) && !stands_alone => Ok((domain, false)),
        _ => Err(Dropped::ForeignDomain),
    }
}

/// Cuts the spaces and tabs around `text`; no other character is white space here.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
