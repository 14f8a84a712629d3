#![doc = include_str!("lib.md")]

pub mod bound;
mod caching;
mod change;
mod clocks;
mod close;
mod closed;
mod codec;
mod config;
mod context;
mod cookie;
pub mod csrf;
pub mod diagram;
mod error;
mod event;
pub mod field;
mod flash;
pub mod format;
mod lifecycle;
mod lifetimes;
mod live;
mod migrating;
mod native;
mod open;
#[doc(hidden)]
pub mod own;
mod padding;
pub mod record;
mod rng;
mod schema;
mod scope;
mod seal;
mod session;
mod sessions;
mod sid;
mod site_data;
pub mod size;
pub mod start;
mod state;
pub mod testing;
mod time;
mod times;
mod tuple;
mod wrong_state;

pub use closed::{Closed, Header};
pub use context::RequestContext;
#[doc(hidden)]
pub use cookie::without_prefix;
pub use cookie::{Cookie, CookieFields, CookiePolicy, EachField, SameSite, SetCookie};
pub use csrf::CsrfToken;
pub use error::{Origin, Refusal, SessionError};
pub use flash::{Flash, Message};
pub use lifetimes::Lifetimes;
pub use live::{InRequest, Live};
pub use open::Opening;
pub use record::SessionState;
pub use rng::{OsRng, Rng, RngError};
pub use schema::{Schema, State, Transition};
pub use seal::{IntoKeys, Key, KeyError, KeyText, Keys};
pub use session::{InCookie, Look, ServerOnly, Session, Touch, View, Visible};
pub use sessions::Sessions;
pub use site_data::SiteData;
pub use state::{EnteredFrom, StateOf};
pub use time::{Clock, SystemClock};
pub use times::Times;
pub use tuple::Context;
pub use wrong_state::WrongState;

#[cfg(feature = "derive")]
pub use session_derive::{Session, SessionState};
