#![doc = include_str!("lib.md")]

mod csrf;
mod extract;
mod handler;
mod lend;
mod middleware;
mod mount;
mod respond;

pub use csrf::{CsrfRejection, Protected, ProtectedForm};
pub use extract::Extract;
pub use handler::{Reply, SessionFn, WithSession, with_session};
pub use lend::Lend;
pub use middleware::{MiddlewareFn, Next, SessionLayer, SessionService, from_fn};
pub use mount::{FromLayerState, FromState, Gives};

/// The README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
