//! A session type's fields as the dict that Flask calls `session`, and back.
//!
//! The dict is shared: keys that the type doesn't name belong to the Flask application, and are written again as they came. What
//! of the others nobody changes is written as it came as well.

mod equal;
mod kept;
mod read;
mod restore;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use kept::Kept;
pub(crate) use read::Payload;
pub(crate) use write::{read_back, write_record};

/// The key that says which state a machine is in. A session without it is in the start state: it was begun by Flask, which knows no states.
pub(crate) const STATE: &str = "_state";
