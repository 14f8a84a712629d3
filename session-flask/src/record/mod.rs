//! A session type's fields as the dict that Flask calls `session`, and back.
//!
//! The dict is shared. Keys that the type doesn't name belong to the Flask application, and are
//! written again unchanged. Values of the keys that it names are also written unchanged if no
//! handler changed them.

mod equal;
mod kept;
mod names;
mod read;
mod restore;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use kept::Kept;
pub(crate) use names::STATE;
pub(crate) use read::Payload;
pub(crate) use write::{check_whole, write_record};
