#![doc = include_str!("lib.md")]
#![cfg_attr(
    not(feature = "unstable-format"),
    allow(unreachable_pub, reason = "other formats reach it; the lint runs with the feature")
)]

mod config;
mod cookie;
mod error;
mod event;
pub mod guide;
mod id;
mod limits;
mod live;
mod observer;
mod request;
mod response;
mod rng;
pub mod schema;
pub mod store;
mod time;
mod token;

#[doc(hidden)]
pub mod __private;
#[cfg(feature = "unstable-format")]
pub mod format;
#[cfg(feature = "testing")]
pub mod testing;

pub use cookie::{CookieFields, CookiePolicy, EachField, SameSite, SetCookie};
pub use error::{Arrival, CloseError, CsrfRefusal, OpenError, Refusal, SessionError};
pub use live::{
    CsrfSecret, CsrfToken, EnteredFrom, Flash, FlashMessage, InCookie, InRequest, Live, ReadView, RequestContext, Session,
    StateOf, View, WriteView, WrongState,
};
pub use observer::{Observer, SessionEvent};
pub use request::{NotCommitted, Opening, Options, Sessions, ViewContext};
pub use response::{NotClosed, ResponseHeader, ResponseHeaders, SiteData};
pub use rng::{OsRng, Rng, RngError};
pub use schema::SessionValue;
pub use schema::record::SessionState;
pub use time::{Clock, SystemClock, Timeouts};
pub use token::{IntoKeys, Key, KeyError, KeyText, Keys};

#[cfg(feature = "derive")]
pub use session_derive::{Session, SessionState, SessionValue};
