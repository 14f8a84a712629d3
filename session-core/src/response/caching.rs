//! What a response says to caches (RFC 9111).

/// The status of a response that updates a stored one.
const NOT_MODIFIED: u16 = 304;

/// What a response says about its storing, from its own headers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a response says each of these or not")]
pub(crate) struct Caching {
    pub(crate) varies_by_cookie: bool,
    pub(crate) has_cache_control: bool,
    /// `private` or `no-store`: shared caches keep out.
    is_private: bool,
    expires: bool,
    /// Headers by which the response speaks to one kind of cache, before `Cache-Control` (RFC
    /// 9213).
    pub(crate) targeted: Vec<String>,
}

impl Caching {
    /// Takes one of the response's headers, its name in lower case.
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

    /// Whether a shared cache may store the response, once it has been marked `private` where it
    /// said nothing.
    pub(crate) fn is_shared(&self) -> bool {
        !self.targeted.is_empty() || !self.is_private && (self.has_cache_control || self.expires)
    }

    /// Whether a refresh waits for another response: a cache would store its cookie, with the page
    /// that a 304 updates (RFC 9111 §3.2) or with one that it shares between visitors. A change of
    /// the session doesn't wait; it makes the response `no-store`.
    pub(crate) fn holds_back_refresh(&self, status: u16, is_no_store: bool) -> bool {
        status == NOT_MODIFIED || !is_no_store && self.is_shared()
    }
}

/// `CDN-Cache-Control` and its kin, of which every vendor has one, and the two older ones.
fn is_targeted(name: &str) -> bool {
    name.ends_with("-cache-control") || ["surrogate-control", "edge-control"].contains(&name)
}

/// Whether a list-valued header has one of `members`, whatever its case. With an argument it is
/// another thing: `private="a"` keeps one header from shared caches, and `private` the response.
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
