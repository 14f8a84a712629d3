//! Tests the payload against a real Flask's, and its properties.

mod arbitrary;
mod properties;
mod strict;
mod types;
mod vectors;

pub(crate) use arbitrary::sessions;
