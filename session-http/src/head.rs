//! What a session reads from a request and writes to a response, as text and bytes. Each framework
//! has its own types for headers.

use session_core::{CookieFields, ResponseHeader};

/// The head of a request, in any framework's type.
pub trait RequestHead {
    /// Returns the method, in upper case.
    fn method(&self) -> &str;

    /// Returns the host and port in the request's address, if they stand there (as in HTTP/2).
    fn authority(&self) -> Option<&[u8]> {
        None
    }

    /// Calls `see` with the value of each header of this name, which is in lower case.
    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8]));

    /// Returns what `read` makes of the first value of a header.
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

/// The head of a response, in any framework's type.
pub trait ResponseHead {
    /// Returns the status as a number.
    fn status(&self) -> u16;

    /// Calls `see` with the name, in lower case, and the value of each header.
    fn each(&self, see: &mut dyn FnMut(&str, &[u8]));

    /// Sets a header of the response: it replaces the headers of the same name, or is added to
    /// them, as its `replaces` says.
    fn put(&mut self, header: &ResponseHeader<'_>);
}

/// The values of a request's `Cookie` headers, read without a copy.
pub(crate) struct CookiesOf<'r, H>(pub(crate) &'r H);

impl<H: RequestHead> CookieFields for CookiesOf<'_, H> {
    fn each(self, mut see: impl FnMut(&[u8])) {
        self.0.each("cookie", &mut see);
    }
}

/// Returns whether a method only asks for something: GET, HEAD, OPTIONS and TRACE (RFC 9110
/// §9.2.1). Such a request needs no token. [`Exchange::close`](crate::Exchange::close) has what
/// else holds for all of them but GET.
pub fn is_safe(method: &str) -> bool {
    ["GET", "HEAD", "OPTIONS", "TRACE"].contains(&method)
}

/// Returns whether a request with this method never changes a session: HEAD, OPTIONS and TRACE. A
/// GET may, since a page counts visits and shows messages once.
pub(crate) fn is_read_only(method: &str) -> bool {
    is_safe(method) && method != "GET"
}
