//! A session in a store: from the records that a request's cookies name to what is put there.

mod close;
mod closing;
mod commit;
mod leave;
mod load;
mod origin;
mod put;
mod visitor;

pub use commit::NotCommitted;
pub(super) use load::{Loaded, load};
pub(super) use origin::{Moves, Origin};
