//! Values as JSON that names the Python type of each, and random values.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use session_flask::{DateTime, Dict, Value};

/// Writes a value in the form of `peer.py`.
pub(crate) fn node(value: &Value) -> serde_json::Value {
    let text = |text: &session_flask::Text| text.as_str().map(str::to_owned);
    let nodes = |items: &[Value]| items.iter().map(node).collect::<serde_json::Value>();
    match value {
        Value::Null => json!({ "t": "null" }),
        Value::Bool(value) => json!({ "t": "bool", "v": value }),
        Value::Int(number) => json!({ "t": "int", "v": number.to_string() }),
        Value::BigInt(number) => json!({ "t": "int", "v": number.as_str() }),
        Value::Float(number) => {
            let bits = if number.is_nan() { f64::NAN } else { *number }.to_bits();
            json!({ "t": "float", "bits": format!("{bits:016x}") })
        }
        Value::Text(content) => json!({ "t": "str", "v": text(content) }),
        Value::Markup(content) => json!({ "t": "markup", "v": text(content) }),
        Value::Bytes(bytes) => json!({ "t": "bytes", "hex": hex(bytes) }),
        Value::Uuid(bytes) => json!({ "t": "uuid", "v": hex(bytes) }),
        Value::DateTime(time) => json!({ "t": "datetime", "unix": time.unix_seconds() }),
        Value::List(items) => json!({ "t": "list", "v": nodes(items) }),
        Value::Tuple(items) => json!({ "t": "tuple", "v": nodes(items) }),
        Value::Dict(dict) => {
            let entries: Vec<_> = dict.iter().map(|(key, value)| json!([text(key), node(value)])).collect();
            json!({ "t": "dict", "v": entries })
        }
        Value::UnreadableDate(_) => json!({ "t": "unreadable date" }),
        other => panic!("nobody knows {other:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all");
        text
    })
}

/// Any text that Rust can have: control characters, quotes, characters beyond 16 bits, and the
/// names of tags.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(any::<char>(), 0..10).prop_map(String::from_iter),
        3 => "[ -~]{0,20}",
        1 => "[a-c]{20,60}",
        2 => key(),
    ]
}

/// A key of a dict. Many of them look like a tag of Flask's.
pub(crate) fn key() -> impl Strategy<Value = String> {
    const TAGS: [&str; 11] = [" t", " b", " m", " u", " d", " di", " t__", " di__", " x", "", "__"];
    prop_oneof![select(&TAGS[..]).prop_map(str::to_owned), "[a-z_]{1,8}", "\\PC{0,4}"]
}

/// Any value that a session can hold.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        any::<u128>().prop_map(Value::from),
        prop::num::f64::ANY.prop_map(Value::Float),
        select(&[0.0, -0.0, 1e16, 9_999_999_999_999_998.0, 1e-4, 1e-5, 5e-324, f64::MAX, f64::NAN][..]).prop_map(Value::Float),
        text().prop_map(Value::from),
        text().prop_map(|text| Value::Markup(text.into())),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
        any::<[u8; 16]>().prop_map(Value::Uuid),
        // The year 100, from which on Flask reads what it writes, to the last one.
        (-59_011_459_200..=253_402_300_799_i64)
            .prop_map(|seconds| Value::DateTime(DateTime::from_unix_seconds(seconds).expect("a year that is known"))),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Tuple),
            prop::collection::vec((key(), inner), 0..3).prop_map(|entries| Value::Dict(Dict::from_iter(entries))),
        ]
    })
}

/// A value that this crate can't make itself: an integer of any size, half of a surrogate pair. It
/// is read and kept.
pub(crate) fn foreign() -> impl Strategy<Value = serde_json::Value> {
    let surrogate = "(00[2-7][0-9a-f]){0,3}(d[89a-f][0-9a-f]{2})(00[2-7][0-9a-f]){0,3}";
    prop_oneof![
        4 => value().prop_map(|value| node(&value)),
        1 => "-?[1-9][0-9]{40,90}".prop_map(|digits| json!({ "t": "int", "v": digits })),
        1 => surrogate.prop_map(|text| json!({ "t": "str_with_lone_surrogate", "utf16be": text })),
    ]
}
