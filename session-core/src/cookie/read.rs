//! The `Cookie` fields of a request.
//!
//! The grammar is the one that browsers write and nothing more. Fields are split at `;` and a pair
//! at its first `=`. Spaces and tabs around a name and a value are cut, and so is one pair of
//! quotes around a value. Names are compared byte for byte. There is no percent-decoding, no
//! `$Version`, no escape and no comma: if a lenient reader took `\u{2000}__Host-session` for
//! `__Host-session`, another host could have set it.

use std::fmt;

/// The values of a request's `Cookie` header fields, in their order.
///
/// Browsers send one field, and HTTP/2 may split it into several. A field is bytes rather than
/// text, since another application's cookie on the same host can hold anything.
///
/// | what you have | what you pass |
/// | --- | --- |
/// | no cookie | `None` |
/// | one field | `"a=b"`, `Some("a=b")`, `&string` |
/// | several, or bytes | a slice, an array or a `Vec` of anything that is `AsRef<[u8]>` |
/// | an iterator of them | [`EachField`]`(iterator)` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request's `Cookie` fields",
    label = "pass `None`, the field's text, or a list of the fields' bytes",
    note = "an optional `String` is `Some(string.as_str())` or `option.as_deref()`; bytes go into a list: `[bytes]`"
)]
pub trait CookieFields {
    /// Calls `see` with every field.
    #[doc(hidden)]
    fn each(self, see: impl FnMut(&[u8]));
}

/// An iterator over the bytes of `Cookie` fields.
#[derive(Clone)]
pub struct EachField<I>(pub I);

/// Redacted: the fields contain tokens.
impl<I> fmt::Debug for EachField<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EachField(…)")
    }
}

impl<I: Iterator<Item: AsRef<[u8]>>> CookieFields for EachField<I> {
    fn each(self, mut see: impl FnMut(&[u8])) {
        self.0.for_each(|field| see(field.as_ref()));
    }
}

// There is one implementation for `Option`, so that a bare `None` has a type.
impl CookieFields for Option<&str> {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.into_iter()).each(see);
    }
}

impl CookieFields for &str {
    fn each(self, see: impl FnMut(&[u8])) {
        Some(self).each(see);
    }
}

impl CookieFields for &String {
    fn each(self, see: impl FnMut(&[u8])) {
        Some(self.as_str()).each(see);
    }
}

impl<T: AsRef<[u8]>> CookieFields for &[T] {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.iter()).each(see);
    }
}

impl<T: AsRef<[u8]>> CookieFields for &Vec<T> {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.iter()).each(see);
    }
}

impl<T: AsRef<[u8]>> CookieFields for Vec<T> {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.iter()).each(see);
    }
}

impl<T: AsRef<[u8]>, const N: usize> CookieFields for [T; N] {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.iter()).each(see);
    }
}

impl<T: AsRef<[u8]>, const N: usize> CookieFields for &[T; N] {
    fn each(self, see: impl FnMut(&[u8])) {
        EachField(self.iter()).each(see);
    }
}

/// Returns the values of the cookies called `name` in one field.
pub(crate) fn values<'h>(field: &'h [u8], name: &str) -> impl Iterator<Item = &'h [u8]> {
    pairs(field).filter_map(move |pair| {
        // A cookie's name has no `=` in it, so that the one behind the name is the pair's first.
        let behind = trim_start(pair).strip_prefix(name.as_bytes())?;
        let value = trim(trim_start(behind).strip_prefix(b"=")?);
        Some(value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(value))
    })
}

/// Returns the parts between semicolons.
fn pairs(field: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(field);
    std::iter::from_fn(move || {
        let field = rest.take()?;
        let Some(end) = memchr::memchr(b';', field) else { return Some(field) };
        rest = Some(&field[end + 1..]);
        Some(&field[..end])
    })
}

/// Cuts the spaces and tabs before `bytes`; no other character is white space here.
fn trim_start(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

/// Cuts the spaces and tabs around `bytes`.
fn trim(bytes: &[u8]) -> &[u8] {
    let mut bytes = trim_start(bytes);
    while let [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::values;

    fn read(field: &[u8]) -> Vec<&[u8]> {
        values(field, "__Host-s").collect()
    }

    #[test]
    fn finds_every_value_of_the_name() {
        assert_eq!(read(b"a=b; __Host-s=one;__Host-s=two"), [b"one", b"two"]);
        assert_eq!(read(b"\t__Host-s \t=  v\t"), [b"v"]);
        assert_eq!(read(b"__Host-s=a=b"), [b"a=b"]);
    }

    #[test]
    fn cuts_one_pair_of_quotes_and_nothing_inside_them() {
        assert_eq!(read(b"__Host-s=\"v\""), [b"v"]);
        assert_eq!(read(b"__Host-s=\"\"v\"\""), [b"\"v\""]);
        assert_eq!(read(b"__Host-s=\""), [b"\""]);
        // The "cookie sandwich" attack: a quote never reaches over a semicolon.
        assert_eq!(read(b"a=\"1; __Host-s=v; b=2\""), [b"v"]);
    }

    #[test]
    fn other_names_stay_other_names() {
        for field in [
            "\u{2000}__Host-s=v",
            "\u{a0}__Host-s=v",
            "\u{85}__Host-s=v",
            "\u{b}__Host-s=v",
            "\u{c}__Host-s=v",
            "__host-s=v",
            "__Host-s%20=v",
            "__Host-s",
            "$Version=1, __Host-s=v",
        ] {
            assert_eq!(read(field.as_bytes()), [b""; 0], "{field:?}");
        }
    }

    #[test]
    fn a_cookie_that_is_not_text_hides_nothing() {
        assert_eq!(read(b"theme=caf\xe9; x=\xff; __Host-s=v"), [b"v"]);
        assert_eq!(read("theme=café; __Host-s=v".as_bytes()), [b"v"]);
    }
}
