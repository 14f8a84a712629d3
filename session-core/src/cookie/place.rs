//! Where a browser keeps a cookie.

use super::attributes::each_attribute;

/// The place where a browser keeps a cookie. Setting or deleting a cookie replaces the one in the
/// same place, whatever its other attributes (RFC 6265bis §5.7, and CHIPS for `Partitioned`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'c> {
    name: &'c str,
    /// `None` is the host that sets the cookie.
    domain: Option<&'c str>,
    path: Option<&'c str>,
    is_partitioned: bool,
}

impl<'c> Place<'c> {
    /// Returns the place of a cookie with these attributes, each with `; ` in front. Of two equal
    /// attributes the last one counts.
    pub(super) fn of(name: &'c str, attributes: impl IntoIterator<Item = &'c str>) -> Self {
        let mut place = Self { name, domain: None, path: None, is_partitioned: false };
        for (key, value) in attributes.into_iter().flat_map(each_attribute) {
            if key.eq_ignore_ascii_case("domain") {
                place.domain = Some(value.strip_prefix('.').unwrap_or(value));
            } else if key.eq_ignore_ascii_case("path") {
                // A browser goes by the request's address where the path isn't one.
                place.path = Some(value).filter(|path| path.starts_with('/'));
            } else if key.eq_ignore_ascii_case("partitioned") {
                place.is_partitioned = true;
            }
        }
        place
    }

    /// Returns whether the path is known.
    pub(super) fn has_path(&self) -> bool {
        self.path.is_some()
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        let domains = [self.domain, other.domain].map(Option::unwrap_or_default);
        self.name == other.name
            && domains[0].eq_ignore_ascii_case(domains[1])
            && self.path == other.path
            && self.is_partitioned == other.is_partitioned
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn name_domain_path_and_partition_are_a_place() {
        let place = |name, attributes| Place::of(name, [attributes]);
        let plain = place("sid", "; Path=/; Secure; HttpOnly; SameSite=Lax");
        for same in ["; Path=/", "; HttpOnly; Path=/; SameSite=Strict; Max-Age=0", "; path=/old; PATH=/", "; Domain=; Path=/"] {
            assert_eq!(plain, place("sid", same), "{same}");
        }
        for other in ["", "; Path=/app", "; Path=/; Domain=example.com", "; Path=/; Partitioned"] {
            assert!(plain != place("sid", other), "{other}");
        }
        assert!(plain != place("Sid", "; Path=/"));
        assert_eq!(place("sid", "; Domain=.Example.com"), Place::of("sid", ["; Secure", "; Domain=example.COM"]));
    }
}
