//! The attributes of a `Set-Cookie` header.

/// Returns the name and the value of each attribute, as a browser splits them (RFC 6265bis §5.6).
/// An attribute without `=` has an empty value.
pub(super) fn each_attribute(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').map(|attribute| {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        (trim(name), trim(value))
    })
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::each_attribute;

    #[test]
    fn attributes_are_split_as_a_browser_does() {
        let attributes = "; Path = /a=b ;Secure; ; =x;Max-Age=0";
        let expected = [("", ""), ("Path", "/a=b"), ("Secure", ""), ("", ""), ("", "x"), ("Max-Age", "0")];
        assert!(each_attribute(attributes).eq(expected), "{attributes}");
    }
}
