//! Cookies: what a request sends, what a response sets, and what browsers demand of both (RFC 6265bis).
//!
//! A cookie's value is opaque here.

mod in_use;
mod policy;
mod read;
mod write;

pub use in_use::Cookie;
pub use policy::{CookiePolicy, SameSite, without_prefix};
pub use read::{CookieFields, EachField};
pub use write::SetCookie;

pub(crate) use policy::SIZE_LIMIT;
pub(crate) use read::values;
