//! Integers as Python has them.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The largest number of digits of an integer that CPython reads:
/// `sys.int_info.default_max_str_digits`.
pub(crate) const MAX_DIGITS: usize = 4300;

/// An integer that doesn't fit into an `i64`. Python's integers have any size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigInt(Box<str>);

impl BigInt {
    /// Creates an integer from its decimal digits as JSON has them: without leading zeros, and
    /// beyond the range of an `i64`.
    pub(crate) fn from_canonical(digits: impl Into<Box<str>>) -> Self {
        Self(digits.into())
    }

    /// Returns the decimal digits, with a minus in front if the integer is negative.
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

/// The error of a text that isn't an integer which a [`BigInt`] can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BigIntError;

impl fmt::Display for BigIntError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an integer outside of the range of `i64` with at most 4300 digits")
    }
}

impl std::error::Error for BigIntError {}

/// Reads decimal digits with or without a sign, and leaves out leading zeros. Integers that fit
/// into an `i64` are [`Value::Int`](super::Value::Int) and are refused here, as are integers of
/// more than 4300 digits, which Python doesn't read.
impl FromStr for BigInt {
    type Err = BigIntError;

    fn from_str(text: &str) -> Result<Self, BigIntError> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let shortest = digits.trim_start_matches('0');
        let number = format!("{sign}{shortest}");
        let is_number = shortest.bytes().all(|byte| byte.is_ascii_digit());
        let is_big = !shortest.is_empty() && shortest.len() <= MAX_DIGITS && number.parse::<i64>().is_err();
        if is_number && is_big { Ok(Self::from_canonical(number)) } else { Err(BigIntError) }
    }
}

/// Returns the number, if it fits into 128 bits.
impl TryFrom<&BigInt> for i128 {
    type Error = ParseIntError;

    fn try_from(number: &BigInt) -> Result<Self, ParseIntError> {
        number.0.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_in_any_spelling_and_kept_in_one() {
        let digits = |text: &str| text.parse::<BigInt>().map(|number| number.to_string());
        let nines = "9".repeat(MAX_DIGITS);
        for (text, number) in [
            ("9223372036854775808", "9223372036854775808"),
            ("+009223372036854775808", "9223372036854775808"),
            ("-09223372036854775809", "-9223372036854775809"),
            (&nines, &nines),
        ] {
            assert_eq!(digits(text).as_deref(), Ok(number));
        }
        for text in
            ["", "-", "0", "-0", "5", "9223372036854775807", "-9223372036854775808", "--99999999999999999999", "1e99", "９"]
        {
            assert_eq!(digits(text), Err(BigIntError), "{text}");
        }
        assert_eq!(digits(&format!("{nines}9")), Err(BigIntError));
    }

    #[test]
    fn what_128_bits_hold() {
        let number = |text: &str| i128::try_from(&text.parse::<BigInt>().unwrap());
        assert_eq!(number("-9223372036854775809"), Ok(-9_223_372_036_854_775_809));
        assert!(number(&"9".repeat(40)).is_err());
    }
}
