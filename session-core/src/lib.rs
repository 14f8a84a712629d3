#![doc = include_str!("lib.md")]

mod caching;
mod clocks;
mod closed;
mod codec;
mod context;
mod cookie;
mod current;
mod draft;
mod error;
mod event;
pub mod field;
mod lifecycle;
mod live;
mod rng;
mod schema;
mod seal;
mod session;
mod sessions;
pub mod testing;
mod time;

pub use closed::{Closed, Header};
pub use context::{Opening, RequestContext};
pub use cookie::{CookieFields, CookiePolicy, EachField, SameSite, SetCookie};
pub use current::Current;
pub use error::{Origin, Refusal, SessionError};
pub use live::{InRequest, Live};
pub use rng::{OsRng, Rng, RngError};
pub use schema::{Schema, Times};
pub use seal::{IntoKeys, Key, KeyError, KeyText, Keys};
pub use session::{InCookie, Look, Session, Touch, View};
pub use sessions::Sessions;
pub use time::{Clock, SystemClock};

#[cfg(feature = "derive")]
pub use session_derive::Session;
