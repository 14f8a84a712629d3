//! Where a request comes from, as its browser says.

use super::CsrfRefusal;
use crate::RequestHead;

/// Where a request comes from, as its browser says.
///
/// A request that changes something is legitimate if one of this site's own pages or the visitor
/// directly caused it.
///
/// ```
/// use session_http::csrf::Site;
///
/// let request = http::Request::post("/order").header("host", "shop.example");
/// let request = request.header("origin", "https://evil.example").body(()).unwrap();
/// assert_eq!(Site::of(&request), Site::Other);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// This site, or no site at all: the address bar, a bookmark.
    Own,
    /// Another site. A subdomain is another site too.
    Other,
    /// Neither header is present: an old browser, or not a browser.
    Unknown,
}

impl Site {
    /// Reads where `request` comes from out of the headers `Sec-Fetch-Site` (W3C Fetch Metadata)
    /// and `Origin` (RFC 6454) and the host that the request is for.
    ///
    /// `Sec-Fetch-Site` takes precedence, since no script can set it. Without it, the host in
    /// `Origin` has to be ours. In HTTP/2 the host stands in the request's address.
    pub fn of(request: &impl RequestHead) -> Self {
        let header = |name| request.first(name, <[u8]>::to_vec);
        let host = request.authority().map(<[u8]>::to_vec).or_else(|| header("host"));
        Self::from_headers(header("sec-fetch-site").as_deref(), header("origin").as_deref(), host.as_deref())
    }

    fn from_headers(sec_fetch_site: Option<&[u8]>, origin: Option<&[u8]>, host: Option<&[u8]>) -> Self {
        match (sec_fetch_site, origin) {
            (Some(b"same-origin" | b"none"), _) => Self::Own,
            (Some(_), _) => Self::Other,
            (None, None) => Self::Unknown,
            (None, Some(origin)) => {
                let is_own = host_of(origin).zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host));
                if is_own { Self::Own } else { Self::Other }
            }
        }
    }
}

/// Checks that no other site sent the request, as its browser says. This doesn't read the body.
///
/// # Errors
///
/// If the request comes from another site.
pub fn check_site(request: &impl RequestHead) -> Result<(), CsrfRefusal> {
    match Site::of(request) {
        Site::Other => Err(CsrfRefusal::AnotherSite),
        Site::Own | Site::Unknown => Ok(()),
    }
}

/// Returns the part behind the scheme; `null` has none.
fn host_of(origin: &[u8]) -> Option<&[u8]> {
    [&b"https://"[..], b"http://"].into_iter().find_map(|scheme| origin.strip_prefix(scheme))
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn a_request_is_our_own_if_its_browser_says_so() {
        let host = Some(&b"shop.example:3000"[..]);
        for (sec_fetch_site, origin, site) in [
            (Some("same-origin"), None, Site::Own),
            (Some("none"), None, Site::Own),
            (Some("same-origin"), Some("https://evil.example"), Site::Own),
            (Some("same-site"), None, Site::Other),
            (Some("cross-site"), Some("https://shop.example:3000"), Site::Other),
            (Some("what"), None, Site::Other),
            (Some(""), None, Site::Other),
            (None, Some("https://shop.example:3000"), Site::Own),
            (None, Some("http://SHOP.example:3000"), Site::Own),
            (None, Some("https://shop.example"), Site::Other),
            (None, Some("https://evil.example"), Site::Other),
            (None, Some("https://shop.example:3000.evil.example"), Site::Other),
            (None, Some("shop.example:3000"), Site::Other),
            (None, Some("null"), Site::Other),
            (None, Some(""), Site::Other),
            (None, None, Site::Unknown),
        ] {
            let found = Site::from_headers(sec_fetch_site.map(str::as_bytes), origin.map(str::as_bytes), host);
            assert_eq!(found, site, "{sec_fetch_site:?} {origin:?}");
        }
        assert_eq!(Site::from_headers(None, Some(b"https://shop.example"), None), Site::Other, "a request without a host");
    }
}
