//! The payload against real Flask's, and properties of it.

mod arbitrary;
mod properties;
mod strict;
mod types;
mod vectors;

pub(crate) use arbitrary::sessions;
