//! What a response's own `Set-Cookie` headers do with cookies of our names.

use super::SetCookie;
use super::attributes::each_attribute;
use super::place::Place;

/// Returns whether `header`, which has the name of our cookie, deletes a cookie that browsers keep
/// in another place than ours: with another path, with another domain, or partitioned where ours
/// isn't, or the reverse.
///
/// A header that says no path is not one of these, since its path follows from the request's
/// address, which isn't known here.
pub(crate) fn deletes_another(header: &[u8], ours: &SetCookie) -> bool {
    let header = std::str::from_utf8(header).unwrap_or_default();
    let Some((_, attributes)) = header.split_once(';') else { return false };
    let theirs = Place::of(ours.name(), [attributes]);
    deletes(attributes) && theirs.has_path() && theirs != ours.place()
}

/// Returns whether browsers keep the cookie of `header` in the place of ours.
pub(crate) fn is_in_place_of(header: &[u8], ours: &SetCookie) -> bool {
    let header = std::str::from_utf8(header).unwrap_or_default();
    let (name, attributes) = header.split_once(';').unwrap_or((header, ""));
    let name = name.split_once('=').map_or(name, |(name, _)| name).trim();
    Place::of(name, [attributes]) == ours.place()
}

/// Returns whether a header with these attributes deletes its cookie: its `Max-Age` is zero or
/// less, or it has none and `Expires` is a time in 1970, as deletions say. Other dates aren't read
/// here. Of an attribute that is repeated the last one counts (RFC 6265bis §5.6).
fn deletes(attributes: &str) -> bool {
    let last = |name: &str, is_valid: fn(&str) -> bool| {
        let named = each_attribute(attributes).filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value).filter(|value| is_valid(value)).last()
    };
    match last("max-age", is_integer) {
        Some(age) => age.starts_with('-') || age.bytes().all(|digit| digit == b'0'),
        None => last("expires", |date| !date.is_empty()).is_some_and(|date| date.contains(" 1970") || date.contains("-1970")),
    }
}

/// Returns whether a browser takes this for a number of seconds.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
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
            (&host, "desk=; path = /old ; max-age = 0", true),
            (&host, "desk=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires", true),
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
