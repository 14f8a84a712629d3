//! Cookies: what a request sends, what a response sets, and what browsers demand of both (RFC
//! 6265bis).
//!
//! A cookie's value is opaque here.

mod attributes;
#[expect(clippy::module_inception, reason = "the folder is the grammar of two headers, the file one cookie")]
mod cookie;
mod deletion;
mod place;
mod policy;
mod read;
mod write;

pub use cookie::Cookie;
pub use policy::{CookiePolicy, SameSite, without_prefix};
pub use read::{CookieFields, EachField};
pub use write::SetCookie;

pub(crate) use deletion::{deletes_another, is_in_place_of};
pub(crate) use read::values;
