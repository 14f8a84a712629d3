//! A session in a store: from the records that a request's cookies name to what is put there.

mod close;
mod commit;
mod load;
mod put;
mod visitor;

pub use commit::NotCommitted;
pub(super) use load::{Loaded, load, resume};
