//! Implementations for the types of the crate `http` 1, which axum, hyper, poem and salvo share.

use http::header::{CACHE_CONTROL, HeaderName, HeaderValue, SET_COOKIE, VARY};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, Uri};
use session_core::ResponseHeader;

use crate::{RequestHead, ResponseHead};

impl<B> RequestHead for Request<B> {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn authority(&self) -> Option<&[u8]> {
        authority(self.uri())
    }

    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8])) {
        each(self.headers(), name, see);
    }
}

impl RequestHead for Parts {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn authority(&self) -> Option<&[u8]> {
        authority(&self.uri)
    }

    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8])) {
        each(&self.headers, name, see);
    }
}

/// The head of a request whose body isn't `Sync`.
impl RequestHead for (&Method, &Uri, &HeaderMap) {
    fn method(&self) -> &str {
        self.0.as_str()
    }

    fn authority(&self) -> Option<&[u8]> {
        authority(self.1)
    }

    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8])) {
        each(self.2, name, see);
    }
}

fn authority(uri: &Uri) -> Option<&[u8]> {
    uri.authority().map(|authority| authority.as_str().as_bytes())
}

fn each(headers: &HeaderMap, name: &str, see: &mut dyn FnMut(&[u8])) {
    headers.get_all(name).iter().for_each(|value| see(value.as_bytes()));
}

impl<B> ResponseHead for Response<B> {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn each(&self, see: &mut dyn FnMut(&str, &[u8])) {
        self.headers().iter().for_each(|(name, value)| see(name.as_str(), value.as_bytes()));
    }

    fn put(&mut self, header: &ResponseHeader<'_>) {
        let name = match &*header.name {
            "vary" => VARY,
            "cache-control" => CACHE_CONTROL,
            "set-cookie" => SET_COOKIE,
            name => HeaderName::from_bytes(name.as_bytes()).expect("a name is a constant, or of the response itself"),
        };
        let mut value = match header.constant_value() {
            Some(value) => HeaderValue::from_static(value),
            None => HeaderValue::from_str(header.value).expect("the derive lets only visible ASCII into a cookie"),
        };
        value.set_sensitive(name == SET_COOKIE);
        if header.replaces {
            self.headers_mut().insert(name, value);
        } else {
            self.headers_mut().append(name, value);
        }
    }
}
