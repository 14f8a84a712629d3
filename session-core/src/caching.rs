//! What a response says to caches (RFC 9111).

/// The status of a response that updates a stored one, whose cookies a cache would store with it.
pub(crate) const NOT_MODIFIED: u16 = 304;

/// The headers by which a response speaks to CDNs alone. They count before `Cache-Control` (RFC 9213).
const CDN: [&str; 4] = ["cdn-cache-control", "cloudflare-cdn-cache-control", "surrogate-control", "vercel-cdn-cache-control"];

/// What a response says about its storing, from its own headers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a response says each of these or not")]
pub(crate) struct Caching {
    pub(crate) varies_by_cookie: bool,
    pub(crate) has_cache_control: bool,
    /// `private` or `no-store`: shared caches keep out.
    is_kept_out: bool,
    expires: bool,
    cdn: [bool; CDN.len()],
}

impl Caching {
    pub(crate) fn of<'h>(headers: impl IntoIterator<Item = (&'h str, &'h [u8])>) -> Self {
        let mut caching = Self::default();
        for (name, value) in headers {
            match name {
                "vary" => caching.varies_by_cookie |= has(value, &["cookie", "*"]),
                "cache-control" => {
                    caching.has_cache_control = true;
                    caching.is_kept_out |= has(value, &["private", "no-store"]);
                }
                "expires" => caching.expires = true,
                _ => {
                    for (known, is_there) in CDN.iter().zip(&mut caching.cdn) {
                        *is_there |= *known == name;
                    }
                }
            }
        }
        caching
    }

    /// Whether a shared cache may store the response, once it has been marked `private` where it said nothing.
    pub(crate) fn is_shared(&self) -> bool {
        self.for_cdns().next().is_some() || !self.is_kept_out && (self.has_cache_control || self.expires)
    }

    /// The headers for CDNs that the response has.
    pub(crate) fn for_cdns(&self) -> impl Iterator<Item = &'static str> {
        CDN.into_iter().zip(self.cdn).filter_map(|(name, is_there)| is_there.then_some(name))
    }
}

/// Whether a list-valued header has one of `members`, whatever their case and arguments.
fn has(value: &[u8], members: &[&str]) -> bool {
    value.split(|byte| *byte == b',').any(|member| {
        let member = member.trim_ascii();
        let name = member.split(|byte| *byte == b'=').next().unwrap_or(member).trim_ascii();
        members.iter().any(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::Caching;

    fn caching(headers: &[(&'static str, &'static str)]) -> Caching {
        Caching::of(headers.iter().map(|(name, value)| (*name, value.as_bytes())))
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
