//! Values of any shape, as Python has them.

mod dict;
mod int;
mod text;
pub(crate) mod uuid;

pub use dict::Dict;
pub use int::BigInt;
pub use text::Text;

use crate::date::DateTime;

/// A value of any shape that a Flask session can hold, as Python has it.
///
/// For a field of which a Rust service doesn't know the type, or whose Python type it has to keep: nothing is lost, neither that a tuple
/// isn't a list nor that a text is safe to be put into a page.
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
/// Its types are those of `flask/json/tag.py`. [`Null`](Self::Null) is written as `null`, where a field that is `None` is left out; its
/// default is `Null`. In other formats than Flask's it is what it is in JSON, and what JSON doesn't have stands there as a map from ` di` to
/// the text that Flask writes for it. That is read from sessions only; out of formats that a visitor may have written, and out of serde's
/// buffers (`untagged`, `flatten`), it stays a dict, so that nobody makes markup of what was typed.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `None`.
    #[default]
    Null,
    /// `bool`.
    Bool(bool),
    /// An `int` that has room in 64 bits.
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
    /// A tagged date that can't be read, as it came. Flask reads it as `None`.
    UnreadableDate(Text),
}

impl Value {
    /// The text, if it is one that Rust can have; markup isn't one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_str(),
            _ => None,
        }
    }

    /// The items of a list or a tuple.
    pub fn as_slice(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) | Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// Whether Python takes it for true: `None`, `False`, zeros and what is empty are false, and everything else is true, `nan` too.
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

    /// The value of a key, if it is a dict that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Dict(entries) => entries.get(key),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::from(u128::from(number))
    }
}

impl From<i128> for Value {
    fn from(number: i128) -> Self {
        i64::try_from(number).map_or_else(|_| Self::BigInt(BigInt::from_canonical(number.to_string())), Self::Int)
    }
}

impl From<u128> for Value {
    fn from(number: u128) -> Self {
        i64::try_from(number).map_or_else(|_| Self::BigInt(BigInt::from_canonical(number.to_string())), Self::Int)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}

impl From<Dict> for Value {
    fn from(entries: Dict) -> Self {
        Self::Dict(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
