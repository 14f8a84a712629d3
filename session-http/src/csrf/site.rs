//! Where a request comes from, as its browser says.

use session_core::CsrfRefusal;

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
    /// `Sec-Fetch-Site` takes precedence, since no script can set it. Without it, the host and port
    /// in `Origin` have to be ours. A port that isn't written is the default one of the scheme in
    /// `Origin`: 443 with https, 80 with http. In HTTP/2 the host stands in the request's address.
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
                if host.is_some_and(|host| is_of_host(origin, host)) {
                    Self::Own
                } else {
                    Self::Other
                }
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

/// Returns whether `origin` has this host and port. The origin `null` has none.
///
/// A host with a dot at its end is another host, as it is for browsers.
fn is_of_host(origin: &[u8], host: &[u8]) -> bool {
    let schemes: [(&[u8], u16); 2] = [(b"https://", 443), (b"http://", 80)];
    let origin = schemes.into_iter().find_map(|(scheme, port)| Some((origin.strip_prefix(scheme)?, port)));
    let Some((origin, default)) = origin else { return false };
    let (Some(origin), Some(host)) = (host_and_port(origin, default), host_and_port(host, default)) else { return false };
    origin.0.eq_ignore_ascii_case(host.0) && origin.1 == host.1
}

/// Splits a host from its port. An IPv6 address stands in brackets, so that a colon inside of it
/// doesn't begin a port.
fn host_and_port(text: &[u8], default: u16) -> Option<(&[u8], u16)> {
    let colon = text.iter().rposition(|byte| *byte == b':').filter(|colon| !text[*colon..].contains(&b']'));
    let (host, port) = colon.map_or((text, &b""[..]), |colon| (&text[..colon], &text[colon + 1..]));
    let port = match port {
        b"" => default,
        port if port.iter().all(u8::is_ascii_digit) => std::str::from_utf8(port).ok()?.parse().ok()?,
        _ => return None,
    };
    (!host.is_empty()).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn a_port_that_is_not_written_is_the_default_one_of_the_scheme() {
        for (host, origin, is_own) in [
            ("shop.example", "https://shop.example", true),
            ("shop.example:443", "https://shop.example", true),
            ("shop.example", "https://shop.example:443", true),
            ("shop.example:443", "https://shop.example:443", true),
            ("shop.example:80", "http://shop.example", true),
            ("shop.example", "http://shop.example:80", true),
            ("shop.example:", "https://shop.example", true),
            ("SHOP.example:443", "https://shop.EXAMPLE", true),
            ("[::1]:443", "https://[::1]", true),
            ("[::1]", "https://[::1]:443", true),
            ("[::1]:3000", "http://[::1]:3000", true),
            ("127.0.0.1:80", "http://127.0.0.1", true),
            ("shop.example.", "https://shop.example.", true),
            ("shop.example:80", "https://shop.example", false),
            ("shop.example:443", "http://shop.example", false),
            ("shop.example:80", "https://shop.example:443", false),
            ("shop.example", "https://shop.example:80", false),
            ("shop.example:8443", "https://shop.example", false),
            ("shop.example", "https://shop.example:8443", false),
            ("evil.example:443", "https://shop.example", false),
            ("[::1]:443", "https://[::2]", false),
            ("[::1]", "https://[::1]:80", false),
            ("[::443]", "https://[::]", false),
            ("shop.example.", "https://shop.example", false),
            ("shop.example:443", "https://shop.example:443.evil.example", false),
            ("shop.example:65979", "https://shop.example", false),
            ("shop.example:+443", "https://shop.example", false),
            (":443", "https://", false),
            ("", "https://", false),
            ("", "https://:443", false),
            ("user@shop.example", "https://shop.example", false),
        ] {
            let site = Site::from_headers(None, Some(origin.as_bytes()), Some(host.as_bytes()));
            assert_eq!(site, if is_own { Site::Own } else { Site::Other }, "{host} {origin}");
        }
    }

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
