#![doc = include_str!("lib.md")]

mod extract;
mod handler;
mod mount;
mod respond;

pub use extract::Extract;
pub use handler::{Reply, SessionFn, WithSession, with_session};
pub use mount::{FromState, Gives};

/// The README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
