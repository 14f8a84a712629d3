//! Which `Set-Cookie` headers delete a cookie that isn't ours.

use super::SetCookie;

/// Returns whether `header`, which has the name of our cookie, deletes a cookie that browsers keep
/// beside ours: one with another path, with another domain, or with `Partitioned` where ours has
/// none, or the reverse.
///
/// A header that says no path is not one of these, since its path follows from the request's
/// address, which isn't known here.
pub(crate) fn deletes_another(header: &[u8], ours: &SetCookie) -> bool {
    let (theirs, ours) = (Attributes::of(header), Attributes::of(ours.as_str().as_bytes()));
    let is_another = theirs.domain() != ours.domain() || theirs.path != ours.path || theirs.partitioned != ours.partitioned;
    theirs.deletes() && theirs.path.is_some() && is_another
}

/// What a `Set-Cookie` header says besides the cookie's name and value. Of an attribute that is
/// repeated the last one counts (RFC 6265bis §5.6).
#[derive(Default)]
struct Attributes<'h> {
    path: Option<&'h [u8]>,
    domain: Option<&'h [u8]>,
    partitioned: bool,
    max_age: Option<&'h [u8]>,
    expires: Option<&'h [u8]>,
}

impl<'h> Attributes<'h> {
    fn of(header: &'h [u8]) -> Self {
        let mut attributes = Self::default();
        for attribute in header.split(|byte| *byte == b';').skip(1) {
            let end = attribute.iter().position(|byte| *byte == b'=').unwrap_or(attribute.len());
            let name = attribute[..end].trim_ascii();
            let value = attribute.get(end + 1..).unwrap_or_default().trim_ascii();
            if name.eq_ignore_ascii_case(b"path") {
                attributes.path = Some(value).filter(|path| path.starts_with(b"/"));
            } else if name.eq_ignore_ascii_case(b"domain") {
                attributes.domain = Some(value.strip_prefix(b".").unwrap_or(value)).filter(|domain| !domain.is_empty());
            } else if name.eq_ignore_ascii_case(b"partitioned") {
                attributes.partitioned = true;
            } else if name.eq_ignore_ascii_case(b"max-age") && is_integer(value) {
                attributes.max_age = Some(value);
            } else if name.eq_ignore_ascii_case(b"expires") {
                attributes.expires = Some(value);
            }
        }
        attributes
    }

    /// Returns whether the header deletes the cookie: its `Max-Age` is zero or less, or it has none
    /// and `Expires` is a time in 1970, as deletions say. Other dates aren't read here.
    fn deletes(&self) -> bool {
        match self.max_age {
            Some(age) => age.starts_with(b"-") || age.iter().all(|digit| *digit == b'0'),
            None => self.expires.is_some_and(|date| date.windows(5).any(|part| part == b" 1970" || part == b"-1970")),
        }
    }

    fn domain(&self) -> Option<Vec<u8>> {
        self.domain.map(<[u8]>::to_ascii_lowercase)
    }
}

/// Returns whether a browser takes this for a number of seconds.
fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::{Cookie, SetCookie};
    use super::deletes_another;

    #[test]
    fn a_deletion_elsewhere_is_told_from_one_of_ours_and_from_a_cookie() {
        let ours = |attributes: &str| SetCookie::deletion(&Cookie::new("desk", attributes.to_owned(), String::new()));
        let host = ours("; Path=/; Secure");
        let wide = ours("; Domain=shop.example; Path=/app");
        for (ours, header, is_another) in [
            (&host, "desk=; Path=/old; Max-Age=0", true),
            (&host, "desk=; max-age=-1; path=/old", true),
            (&host, "desk=gone; Path=/old; Max-Age=0", true),
            (&host, "desk=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true),
            (&host, "desk=; Path=/old; Expires=Thu, 01-Jan-1970 00:00:01 GMT", true),
            (&host, "desk=; Path=/; Domain=shop.example; Max-Age=0", true),
            (&host, "desk=; Path=/; Partitioned; Max-Age=0", true),
            (&host, "desk=; Path=/; Path=/old; Max-Age=60; Max-Age=0", true),
            (&host, "desk=; Path=/; Max-Age=0", false),
            (&host, "desk=; Path=/old; Path=/; Max-Age=0", false),
            (&host, "desk=; Max-Age=0", false),
            (&host, "desk=; Path=old; Max-Age=0", false),
            (&host, "desk=; Path=/old", false),
            (&host, "desk=; Path=/old; Max-Age=", false),
            (&host, "desk=; Path=/old; Max-Age=-", false),
            (&host, "desk=; Path=/old; Max-Age=60", false),
            (&host, "desk=; Path=/old; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false),
            (&host, "desk=; Path=/old; Expires=Thu, 01 Jan 2970 00:00:00 GMT", false),
            (&host, "desk", false),
            (&host, "", false),
            (&wide, "desk=; Domain=.Shop.Example; Path=/app; Max-Age=0", false),
            (&wide, "desk=; Path=/app; Max-Age=0", true),
            (&wide, "desk=; Domain=shop.example; Path=/; Max-Age=0", true),
        ] {
            assert_eq!(deletes_another(header.as_bytes(), ours), is_another, "{header} beside {ours}");
        }
    }
}
