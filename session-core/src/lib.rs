#![doc = include_str!("lib.md")]

mod arrival;
mod caching;
mod change;
mod clocks;
mod close;
mod closed;
mod codec;
mod config;
mod context;
mod cookie;
pub mod diagram;
mod draft;
mod error;
mod event;
pub mod field;
mod lifecycle;
mod live;
mod open;
pub mod record;
mod rng;
mod schema;
mod scope;
mod seal;
mod session;
mod sessions;
pub mod start;
mod state;
pub mod testing;
mod time;
mod times;
mod tuple;
mod wrong_state;

pub use closed::{Closed, Header};
pub use context::RequestContext;
pub use cookie::{CookieFields, CookiePolicy, EachField, SameSite, SetCookie};
pub use error::{Origin, Refusal, SessionError};
pub use live::{InRequest, Live};
pub use open::Opening;
pub use record::SessionState;
pub use rng::{OsRng, Rng, RngError};
pub use schema::{Schema, State, Transition};
pub use seal::{IntoKeys, Key, KeyError, KeyText, Keys};
pub use session::{InCookie, Look, ServerOnly, Session, Touch, View, Visible};
pub use sessions::Sessions;
pub use state::{EnteredFrom, StateOf};
pub use time::{Clock, SystemClock};
pub use times::Times;
pub use tuple::Context;
pub use wrong_state::WrongState;

#[cfg(feature = "derive")]
pub use session_derive::{Session, SessionState};
