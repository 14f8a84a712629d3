//! One header that a response has to carry.

use std::borrow::Cow;
use std::fmt;

pub(crate) const SET_COOKIE: &str = "set-cookie";

/// One header that a response has to carry. `Debug` hides the value of a `Set-Cookie`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseHeader<'c> {
    /// The name, in lower case.
    pub name: Cow<'static, str>,
    /// The value. That of a `Set-Cookie` is as good as a password.
    pub value: &'c str,
    /// Whether this header replaces the response's own headers of the same name; otherwise it is
    /// added to them.
    pub replaces: bool,
    /// The value, if it is a constant.
    constant: Option<&'static str>,
}

impl<'c> ResponseHeader<'c> {
    /// Creates the header of a cookie, which is added to the response's own.
    pub(crate) fn of_cookie(value: &'c str) -> Self {
        Self { name: Cow::Borrowed(SET_COOKIE), value, replaces: false, constant: None }
    }

    /// Creates a header that is added to the response's own headers of this name.
    pub(crate) fn added(name: &'static str, value: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), value, replaces: false, constant: Some(value) }
    }

    /// Creates a header that replaces the response's own headers of this name.
    pub(crate) fn replacing(name: impl Into<Cow<'static, str>>, value: &'static str) -> Self {
        Self { name: name.into(), value, replaces: true, constant: Some(value) }
    }

    /// Returns the value if it is a constant, which a framework's own type can hold without a copy.
    pub fn constant_value(&self) -> Option<&'static str> {
        self.constant
    }
}

impl fmt::Debug for ResponseHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.name == SET_COOKIE { "…" } else { self.value };
        f.debug_struct("ResponseHeader")
            .field("name", &self.name)
            .field("value", &value)
            .field("replaces", &self.replaces)
            .finish()
    }
}
