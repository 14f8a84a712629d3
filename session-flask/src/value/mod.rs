//! Values of any shape, as Python has them.

mod convert;
mod dict;
mod int;
mod text;
pub(crate) mod uuid;

pub use dict::Dict;
pub(crate) use int::MAX_DIGITS;
pub use int::{BigInt, BigIntError};
pub use text::Text;

use crate::date::DateTime;

/// A value of any shape that a Flask session can hold, as Python has it.
///
/// Use it for a field whose type a Rust service doesn't know, or whose Python type it has to keep.
/// Nothing is lost: not that a tuple isn't a list, and not that a text is safe to be put into a
/// page.
///
/// ```
/// use session_core::Session;
/// use session_flask::Value;
///
/// #[derive(Session)]
/// struct Visitor {
///     preferences: Option<Value>,
/// }
///
/// let point = Value::Tuple(vec![Value::from(1), Value::from(2.5)]);
/// assert_eq!(point.as_slice(), Some(&[Value::Int(1), Value::Float(2.5)][..]));
/// ```
///
/// The types are those of `flask/json/tag.py`. [`Null`](Self::Null), the default, is written as
/// `null`, whereas a field that is `None` is left out.
///
/// In other formats than Flask's, a value is written as in JSON. A value that JSON doesn't have is
/// written as a map from ` di` to the text that Flask writes for it. Such a map is only read back
/// from sessions. Read from formats that a visitor may have written, and from serde's buffers
/// (`untagged`, `flatten`), it stays a dict, so that typed text never becomes markup.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `None`.
    #[default]
    Null,
    /// `bool`.
    Bool(bool),
    /// An `int` that fits into 64 bits.
    Int(i64),
    /// An `int` of any other size.
    BigInt(BigInt),
    /// `float`, with `nan` and the infinities.
    Float(f64),
    /// `str`.
    Text(Text),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `list`.
    List(Vec<Value>),
    /// `tuple`.
    Tuple(Vec<Value>),
    /// `dict`.
    Dict(Dict),
    /// `markupsafe.Markup`: HTML that needs no escaping.
    Markup(Text),
    /// `uuid.UUID`, as its bytes in the order of its digits.
    Uuid([u8; 16]),
    /// `datetime.datetime`, of which Flask keeps the second.
    DateTime(DateTime),
    /// A tagged date that can't be read, unchanged. Flask reads it as `None`.
    UnreadableDate(Text),
}

impl Value {
    /// Returns the text, if the value is one that Rust can represent. Markup isn't a text here.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_str(),
            _ => None,
        }
    }

    /// Returns the truth value, if the value is a `bool`. No other value is one, whatever Python
    /// takes it for.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the integer, if the value is one that fits into 64 bits. A float isn't an integer.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the number, if the value is a float or an integer that a float holds exactly.
    /// Python often has a price as `5`.
    pub fn as_f64(&self) -> Option<f64> {
        /// Floats hold every integer up to this one.
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
        match self {
            Self::Float(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "it is within the range that has none")]
            Self::Int(number) if number.unsigned_abs() <= EXACT => Some(*number as f64),
            _ => None,
        }
    }

    /// Returns the items of a list or a tuple.
    pub fn as_slice(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) | Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// Returns whether Python takes the value for true. `None`, `False`, zeros and empty values
    /// are false, and all other values are true, `nan` too.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            // Flask reads `None` for a date that can't be read.
            Self::Null | Self::UnreadableDate(_) => false,
            Self::Bool(value) => *value,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) | Self::Markup(text) => !text.as_bytes().is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(items) | Self::Tuple(items) => !items.is_empty(),
            Self::Dict(entries) => !entries.is_empty(),
            Self::BigInt(_) | Self::Uuid(_) | Self::DateTime(_) => true,
        }
    }

    /// Returns the value of a key, if this value is a dict that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Dict(entries) => entries.get(key),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_the_type_that_was_asked_for() {
        assert_eq!((Value::from(true).as_bool(), Value::from(1).as_bool()), (Some(true), None));
        assert_eq!((Value::from(5).as_i64(), Value::from(5.0).as_i64(), Value::from(u64::MAX).as_i64()), (Some(5), None, None));
        let float = |value: Value| value.as_f64();
        assert_eq!((float(1.5.into()), float((-5).into()), float(true.into())), (Some(1.5), Some(-5.0), None));
        assert_eq!((float((1_i64 << 53).into()), float(((1_i64 << 53) + 1).into())), (Some(9_007_199_254_740_992.0), None));
    }

    #[test]
    fn truth_is_pythons() {
        let text = |text: &str| Text::from(text);
        let dict = Dict::from_iter([("", Value::Null)]);
        for value in [
            Value::Null,
            Value::Bool(false),
            Value::Int(0),
            Value::Float(0.0),
            Value::Float(-0.0),
            Value::Text(text("")),
            Value::Markup(text("")),
            Value::Bytes(Vec::new()),
            Value::List(Vec::new()),
            Value::Tuple(Vec::new()),
            Value::Dict(Dict::new()),
            Value::UnreadableDate(text("some day")),
        ] {
            assert!(!value.is_true(), "{value:?}");
        }
        for value in [
            Value::Bool(true),
            Value::Int(-1),
            Value::from(u64::MAX),
            Value::Float(f64::NAN),
            Value::Text(text("0")),
            Value::Markup(text(" ")),
            Value::Bytes(vec![0]),
            Value::List(vec![Value::Null]),
            Value::Tuple(vec![Value::Null]),
            Value::Dict(dict),
            Value::Uuid([0; 16]),
        ] {
            assert!(value.is_true(), "{value:?}");
        }
    }
}
