//! From Rust's types to values.

use super::{BigInt, Dict, Text, Value};

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

impl From<u32> for Value {
    fn from(number: u32) -> Self {
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

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or_else(|_| Self::BigInt(BigInt::from_canonical(number.to_string())), Self::Int)
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

impl From<BigInt> for Value {
    fn from(number: BigInt) -> Self {
        Self::BigInt(number)
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

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

/// Makes `bytes`. A list of numbers is made from a `Vec<Value>`.
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Makes `None`, or the inner value.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
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
    fn each_type_is_pythons() {
        assert_eq!(Value::from(5_u32), Value::Int(5));
        assert_eq!((Value::from(5_usize), Value::from(usize::MAX)), (Value::Int(5), Value::from(usize::MAX as u128)));
        assert_eq!((Value::from(Some("a")), Value::from(None::<bool>)), (Value::from("a"), Value::Null));
        assert_eq!(Value::from(vec![1_u8]), Value::Bytes(vec![1]));
        assert_eq!(Value::from("18446744073709551615".parse::<BigInt>().unwrap()), Value::from(u64::MAX));
    }
}
