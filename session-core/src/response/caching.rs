//! What a response says to caches (RFC 9111): `Vary`, `Cache-Control` and what takes precedence
//! over it, and whether a refresh may be sent with it.

use super::ResponseHeader;

/// The status of a response that updates a stored one.
const NOT_MODIFIED: u16 = 304;

/// What a response's own headers say about storing it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a response says each of these or not")]
pub(crate) struct Caching {
    varies_by_cookie: bool,
    has_cache_control: bool,
    /// `Cache-Control` keeps shared caches from showing the response by themselves.
    is_kept_from_caches: bool,
    expires: bool,
    /// A header for one kind of cache lets it store the response, whatever `Cache-Control` says.
    is_shared_by_override: bool,
    /// The response's own headers that tell a cache to store it although `Cache-Control` forbids
    /// it, and the value of each that forbids it too.
    overrides: Vec<(String, &'static str)>,
}

impl Caching {
    /// Notes one of the response's headers, its name in lower case.
    pub(crate) fn see(&mut self, name: &str, value: &[u8]) {
        match name {
            "vary" => self.varies_by_cookie |= has(value, &["cookie", "*"]),
            "cache-control" => {
                self.has_cache_control = true;
                self.is_kept_from_caches |= keeps_from_caches(value);
            }
            _ => {
                let Some(forbids) = forbidding_value(name) else { return };
                match name {
                    "expires" => self.expires = true,
                    "x-accel-expires" => self.is_shared_by_override |= value.trim_ascii() != forbids.as_bytes(),
                    _ => self.is_shared_by_override |= !keeps_from_caches(value),
                }
                self.overrides.push((name.to_owned(), forbids));
            }
        }
    }

    /// Returns whether a shared cache may store the response and show it without asking us. A
    /// response that has no header about caching will be marked `private`, so it counts as not
    /// shared.
    pub(crate) fn is_shared(&self) -> bool {
        self.is_shared_by_override || !self.is_kept_from_caches && (self.has_cache_control || self.expires)
    }

    /// Returns the headers that the response lacks. Every response says that it depends on the
    /// cookie: a cache would otherwise show it to a visitor with another session, or with none.
    /// `no_store` replaces what the response itself says, to every kind of cache.
    pub(crate) fn headers<'c>(self, no_store: bool) -> impl Iterator<Item = ResponseHeader<'c>> {
        let vary = (!self.varies_by_cookie).then(|| ResponseHeader::added("vary", "Cookie"));
        let control = match no_store {
            true => Some(NO_STORE),
            false if self.has_cache_control => None,
            false => Some("private"),
        };
        let control = control.map(|value| ResponseHeader::replacing("cache-control", value));
        let overrides = if no_store { self.overrides } else { Vec::new() };
        let overrides = overrides.into_iter().map(|(name, forbids)| ResponseHeader::replacing(name, forbids));
        vary.into_iter().chain(control).chain(overrides)
    }

    /// Returns whether a refresh has to wait for another response. A cache would store its cookie
    /// with the page that a 304 updates (RFC 9111 §3.2), or the response is one that a shared
    /// cache is meant to store. A change of the session doesn't wait: it makes the response
    /// `no-store`, as a refresh does that is sent.
    pub(crate) fn holds_back_refresh(&self, status: u16, is_no_store: bool) -> bool {
        status == NOT_MODIFIED || !is_no_store && self.is_shared()
    }
}

const NO_STORE: &str = "no-store";

/// Returns the value by which a header forbids the cache that it speaks to to store the response,
/// or `None` if no cache takes the header over `Cache-Control`.
///
/// | header | who reads it |
/// | --- | --- |
/// | `CDN-Cache-Control`, and with a vendor in front: `Cloudflare-CDN-`, `Netlify-CDN-`, `Vercel-CDN-`, `Akamai-`, `X-LiteSpeed-Cache-Control` | RFC 9213, "Targeted Cache Control", and older headers of its kind |
/// | `Surrogate-Control`, `Edge-Control` | Fastly, Varnish; Akamai |
/// | `X-Accel-Expires` | nginx. The number of seconds, or a time behind `@`; 0 forbids it |
/// | `Expires` | caches of HTTP/1.0. What is no date has passed (RFC 9111 §5.3) |
///
/// `Pragma` isn't among them: in a response it has no meaning (RFC 9111 §5.4).
fn forbidding_value(name: &str) -> Option<&'static str> {
    match name {
        "surrogate-control" | "edge-control" => Some(NO_STORE),
        name if name.ends_with("-cache-control") => Some(NO_STORE),
        "x-accel-expires" | "expires" => Some("0"),
        _ => None,
    }
}

/// Returns whether a list of directives keeps shared caches from showing the response by
/// themselves: by `private` or `no-store` they don't store it, and by `no-cache` they ask us each
/// time.
fn keeps_from_caches(value: &[u8]) -> bool {
    has(value, &["private", "no-store", "no-cache"])
}

/// Returns whether a list-valued header has one of `members`, in upper or lower case. A member
/// with an argument doesn't count: `private="a"` keeps one header from shared caches, and
/// `private` the whole response.
fn has(value: &[u8], members: &[&str]) -> bool {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let list = value.split(|byte| {
        is_quoted ^= *byte == b'"' && !is_escaped;
        is_escaped = is_quoted && !is_escaped && *byte == b'\\';
        *byte == b',' && !is_quoted
    });
    list.map(<[u8]>::trim_ascii).any(|member| members.iter().any(|wanted| member.eq_ignore_ascii_case(wanted.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::Caching;

    fn caching(headers: &[(&'static str, &'static str)]) -> Caching {
        let mut caching = Caching::default();
        for (name, value) in headers {
            caching.see(name, value.as_bytes());
        }
        caching
    }

    #[test]
    fn a_shared_cache_keeps_what_is_not_kept_from_it() {
        for (headers, shared) in [
            (&[][..], false),
            (&[("cache-control", "private")], false),
            (&[("cache-control", "max-age=60, Private")], false),
            (&[("cache-control", "no-store")], false),
            (&[("cache-control", "public, max-age=3600")], true),
            (&[("cache-control", "s-maxage=5")], true),
            (&[("cache-control", "max-age=5")], true),
            (&[("cache-control", "no-cache")], false),
            (&[("cache-control", "public, no-cache")], false),
            (&[("cache-control", "public"), ("cdn-cache-control", "no-cache")], true),
            (&[("expires", "Thu, 01 Dec 2994 16:00:00 GMT")], true),
            (&[("cache-control", "private"), ("cdn-cache-control", "max-age=60")], true),
            (&[("surrogate-control", "max-age=60")], true),
            (&[("cdn-cache-control", "no-store")], false),
            (&[("cache-control", "public"), ("cdn-cache-control", "no-store")], true),
            (&[("x-accel-expires", "60")], true),
            (&[("cache-control", "private"), ("x-accel-expires", "@1700000000")], true),
            (&[("cache-control", "no-store"), ("x-accel-expires", "0")], false),
            (&[("cache-control", "no-store"), ("expires", "Thu, 01 Dec 2994 16:00:00 GMT")], false),
            (&[("pragma", "no-cache")], false),
            (&[("cache-control", "private"), ("netlify-cdn-cache-control", "max-age=60")], true),
            (&[("cache-control", r#"public, private="x-foo", max-age=100"#)], true),
            (&[("cache-control", r#"max-age=100, ext="a, private, b""#)], true),
            (&[("cache-control", r#"max-age=100, ext="a\", private, b""#)], true),
            (&[("cache-control", r#"ext="a, b\"", private"#)], false),
            (&[("cache-control", "public"), ("cache-control", "private")], false),
        ] {
            assert_eq!(caching(headers).is_shared(), shared, "{headers:?}");
        }
    }

    #[test]
    fn no_store_reaches_every_kind_of_cache() {
        for (name, own, sent) in [
            ("cache-control", "max-age=60", "no-store"),
            ("cdn-cache-control", "max-age=60", "no-store"),
            ("cloudflare-cdn-cache-control", "public", "no-store"),
            ("x-litespeed-cache-control", "public,max-age=60", "no-store"),
            ("surrogate-control", "max-age=60", "no-store"),
            ("edge-control", "!no-store, cache-maxage=1d", "no-store"),
            ("x-accel-expires", "60", "0"),
            ("expires", "Thu, 01 Dec 2994 16:00:00 GMT", "0"),
        ] {
            let ours: Vec<_> = caching(&[(name, own)]).headers(true).filter(|header| header.name == name).collect();
            assert!(matches!(&ours[..], [header] if header.value == sent && header.replaces), "{name}: {ours:?}");
            assert!(caching(&[(name, own)]).headers(false).all(|header| header.name != name), "{name}");
        }
    }

    #[test]
    fn vary_is_a_list_over_several_fields() {
        for (headers, varies) in [
            (&[][..], false),
            (&[("vary", "accept")], false),
            (&[("vary", "accept, Cookie")], true),
            (&[("vary", "accept"), ("vary", "cookie")], true),
            (&[("vary", "*")], true),
            (&[("vary", "set-cookie")], false),
        ] {
            assert_eq!(caching(headers).varies_by_cookie, varies, "{headers:?}");
        }
    }
}
