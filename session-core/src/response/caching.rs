//! What a response says to caches (RFC 9111): `Vary` and `Cache-Control`, and whether a refresh
//! may be sent with it.

use super::ResponseHeader;

/// The status of a response that updates a stored one.
const NOT_MODIFIED: u16 = 304;

/// What a response's own headers say about storing it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a response says each of these or not")]
pub(crate) struct Caching {
    varies_by_cookie: bool,
    has_cache_control: bool,
    /// The response says `private` or `no-store`, so shared caches don't store it.
    is_private: bool,
    expires: bool,
    /// Headers that speak to one kind of cache and take precedence over `Cache-Control` there (RFC
    /// 9213).
    targeted: Vec<String>,
}

impl Caching {
    /// Notes one of the response's headers, its name in lower case.
    pub(crate) fn see(&mut self, name: &str, value: &[u8]) {
        match name {
            "vary" => self.varies_by_cookie |= has(value, &["cookie", "*"]),
            "cache-control" => {
                self.has_cache_control = true;
                self.is_private |= has(value, &["private", "no-store"]);
            }
            "expires" => self.expires = true,
            name if is_targeted(name) => self.targeted.push(name.to_owned()),
            _ => {}
        }
    }

    /// Returns whether a shared cache may store the response. A response that has no header about
    /// caching will be marked `private`, so it counts as not shared.
    pub(crate) fn is_shared(&self) -> bool {
        !self.targeted.is_empty() || !self.is_private && (self.has_cache_control || self.expires)
    }

    /// Appends the headers that the response lacks. Every response says that it depends on the
    /// cookie: a cache would otherwise show it to a visitor with another session, or with none.
    /// `no_store` replaces what the response itself says, also to CDNs.
    pub(crate) fn put_headers(&self, no_store: bool, headers: &mut Vec<ResponseHeader<'_>>) {
        if !self.varies_by_cookie {
            headers.push(ResponseHeader::added("vary", "Cookie"));
        }
        if no_store {
            headers.push(ResponseHeader::replacing("cache-control", "no-store"));
            headers.extend(self.targeted.iter().cloned().map(|name| ResponseHeader::replacing(name, "no-store")));
        } else if !self.has_cache_control {
            headers.push(ResponseHeader::replacing("cache-control", "private"));
        }
    }

    /// Returns whether a refresh has to wait for another response. A cache would store its cookie
    /// with the page that a 304 updates (RFC 9111 §3.2), or with a page that it shares between
    /// visitors. A change of the session doesn't wait: it makes the response `no-store`.
    pub(crate) fn holds_back_refresh(&self, status: u16, is_no_store: bool) -> bool {
        status == NOT_MODIFIED || !is_no_store && self.is_shared()
    }
}

/// Returns whether a header speaks to one kind of cache: `CDN-Cache-Control` and the vendors' own
/// of this kind, and two older ones.
fn is_targeted(name: &str) -> bool {
    name.ends_with("-cache-control") || ["surrogate-control", "edge-control"].contains(&name)
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
            (&[("cache-control", "no-cache")], true),
            (&[("expires", "Thu, 01 Dec 2994 16:00:00 GMT")], true),
            (&[("cache-control", "private"), ("cdn-cache-control", "max-age=60")], true),
            (&[("surrogate-control", "max-age=60")], true),
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
