//! Integers as Python has them.

use std::fmt;

/// An integer that an `i64` can't hold; Python's have any size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigInt(Box<str>);

impl BigInt {
    /// From its decimal digits as JSON has them: without leading zeros, and beyond what an `i64` can hold.
    pub(crate) fn from_canonical(digits: impl Into<Box<str>>) -> Self {
        Self(digits.into())
    }

    /// Its decimal digits, with a minus in front if it is negative.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
