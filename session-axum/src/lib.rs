#![doc = include_str!("lib.md")]

mod argument;
mod csrf;
mod extractors;
pub mod guide;
mod handler;
mod middleware;
mod open;
mod respond;
mod state;

pub use csrf::{CsrfRejection, Protected, ProtectedForm};
pub use extractors::{Arguments, Extractors};
pub use handler::{SessionFn, SessionResponse, WithSession, with_session};
pub use middleware::{MiddlewareFn, Next, SessionLayer, SessionService, from_fn};
pub use session_http::{Answer, Conflict, Reason};
pub use state::{FromLayerState, FromState, HandlerState};

/// Tests that the README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
