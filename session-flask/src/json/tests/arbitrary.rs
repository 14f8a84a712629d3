//! Values of every shape.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::date::DateTime;
use crate::value::{BigInt, Dict, Text, Value};

/// Any text that Python can have. Characters that are escaped and texts that look like tags are
/// more frequent than by chance.
pub(crate) fn texts() -> impl Strategy<Value = Text> {
    prop_oneof![
        any::<String>().prop_map(Text::from),
        "[ -~]{0,12}".prop_map(Text::from),
        prop::sample::select(vec![
            "",
            " t",
            " di",
            " di__",
            " u__",
            "__",
            " ",
            "_id",
            "10",
            "9",
            "\u{7f}",
            "\u{ffff}",
            "\u{1f600}"
        ])
        .prop_map(Text::from),
        vec(any::<u16>(), 0..4).prop_map(utf16),
    ]
}

/// Any text in UTF-16, which can contain half of a surrogate pair.
pub(crate) fn utf16(units: impl IntoIterator<Item = u16>) -> Text {
    let escapes: Vec<_> = units.into_iter().map(|unit| format!("\\u{unit:04X}")).collect();
    match super::parse(format!("\"{}\"", escapes.concat()).as_bytes()) {
        Ok(Value::Text(text)) => text,
        other => panic!("{other:?} is not a text"),
    }
}

fn leaves() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-100..100_i64).prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        "-?[1-9][0-9]{40,60}".prop_map(|digits| Value::BigInt(BigInt::from_canonical(digits))),
        any::<f64>().prop_map(Value::from),
        any::<u64>().prop_map(|bits| Value::Float(f64::from_bits(bits))),
        prop::sample::select(vec![0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e16, 1e-5, 5e-324])
            .prop_map(Value::from),
        texts().prop_map(Value::Text),
        vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
        texts().prop_map(Value::Markup),
        any::<[u8; 16]>().prop_map(Value::Uuid),
        (-59_011_459_200..=253_402_300_799_i64)
            .prop_map(|second| Value::DateTime(DateTime::from_unix_seconds(second).unwrap())),
        Just(Value::UnreadableDate("yesterday".into())),
    ]
}

/// Makes any value that Flask writes so that it reads back equal.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    leaves().prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::List),
            vec(inner.clone(), 0..6).prop_map(Value::Tuple),
            dicts(inner).prop_map(Value::Dict),
        ]
    })
}

fn dicts(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Dict> {
    vec((texts(), values), 0..6).prop_map(Dict::from_iter)
}

/// Makes any session.
pub(crate) fn sessions() -> impl Strategy<Value = Dict> {
    dicts(values())
}
