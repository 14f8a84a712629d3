//! The page that a browser has come from, for an answer that leads back to it.

use crate::RequestHead;

/// The page whose form a browser has sent. The browser shows the answer in its place.
#[derive(Clone, Debug)]
pub(crate) struct Back {
    /// The page's path and query, if it is one of this site's.
    pub(crate) path: Option<String>,
}

impl Back {
    /// Returns the page that a request comes from, or `None` if it is that of a script.
    pub(crate) fn of(request: &impl RequestHead) -> Option<Self> {
        let is_navigation = request.first("sec-fetch-mode", |mode| mode == b"navigate") == Some(true);
        is_navigation.then(|| {
            let referer = request.first("referer", |referer| String::from_utf8_lossy(referer).into_owned());
            let host = request.first("host", <[u8]>::to_vec).or_else(|| request.authority().map(<[u8]>::to_vec));
            Self { path: referer.zip(host).and_then(|(referer, host)| path_of(&referer, &host)) }
        })
    }
}

/// Returns path and query of an address, if it is one of this host.
fn path_of(address: &str, host: &[u8]) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split('#').next().unwrap_or_default();
    authority.as_bytes().eq_ignore_ascii_case(host).then(|| format!("/{}", path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn a_page_of_this_site_is_a_path() {
        let of = |address| path_of(address, b"shop.example");
        assert_eq!(of("https://shop.example/basket?tab=2#top").as_deref(), Some("/basket?tab=2"));
        assert_eq!(of("https://SHOP.example").as_deref(), Some("/"));
        assert_eq!(of("https://shop.example//evil.example/").as_deref(), Some("/evil.example/"));
        assert_eq!(of("https://evil.example/basket"), None);
        assert_eq!(of("https://shop.example.evil.example/"), None);
        assert_eq!(of("javascript:alert(1)"), None);
    }
}
