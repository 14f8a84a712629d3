//! What is asked of a request and done to a response, as text and bytes: frameworks have types of
//! their own for headers.

use session_core::CookieFields;

/// The head of a request, in whatever type a framework has for it.
pub trait RequestHead {
    /// The method, in upper case.
    fn method(&self) -> &str;

    /// The host and port that stand in the request's address (HTTP/2 has them there), if they do.
    fn authority(&self) -> Option<&[u8]> {
        None
    }

    /// Calls `see` with the value of each header of this name, which is in lower case.
    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8]));

    /// The first value of a header, as `read` makes it of its bytes.
    fn first<T>(&self, name: &str, read: impl Fn(&[u8]) -> T) -> Option<T>
    where
        Self: Sized,
    {
        let mut first = None;
        self.each(name, &mut |value| {
            if first.is_none() {
                first = Some(read(value));
            }
        });
        first
    }
}

/// The head of a response, in whatever type a framework has for it.
pub trait ResponseHead {
    /// The status, as a number.
    fn status(&self) -> u16;

    /// Calls `see` with the name, in lower case, and the value of each header.
    fn each(&self, see: &mut dyn FnMut(&str, &[u8]));

    /// Puts a header onto the response: in place of those of its name, or beside them. `name` is
    /// in lower case.
    fn put(&mut self, name: &str, value: &str, replaces: bool);
}

/// The values of a request's `Cookie` headers, read where they stand.
pub(crate) struct CookiesOf<'r, H>(pub(crate) &'r H);

impl<H: RequestHead> CookieFields for CookiesOf<'_, H> {
    fn each(self, mut see: impl FnMut(&[u8])) {
        self.0.each("cookie", &mut see);
    }
}

/// RFC 9110 §9.2.1: GET, HEAD, OPTIONS and TRACE only ask for something.
pub(crate) fn is_safe(method: &str) -> bool {
    ["GET", "HEAD", "OPTIONS", "TRACE"].contains(&method)
}
