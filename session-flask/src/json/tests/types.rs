//! Rust values through the format, and Flask's values through others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use session_core::testing::{Browser, key};
use session_core::{CloseError, Session, SessionError, Sessions};

use super::arbitrary::values;
use crate::json::tests::parse;
use crate::json::{Deserializer, JsonError, Serializer, to_text};
use crate::value::Value;
use crate::{Markup, Tagged};

fn write<T: Serialize>(value: &T) -> Result<String, JsonError> {
    value.serialize(Serializer::new()).map(|value| to_text(&value.unwrap_or_default()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    parse(text.as_bytes()).and_then(|value| T::deserialize(Deserializer(&value)))
}

/// Returns whether a value contains nothing that JSON doesn't have.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_) | Value::Text(_) => true,
        Value::List(items) => items.iter().all(is_plain),
        Value::Dict(entries) => entries.iter().all(|(_, value)| is_plain(value)),
        _ => false,
    }
}

/// A session in our own format that contains Flask's values.
#[derive(Debug, Session)]
struct Native {
    values: Vec<Value>,
    html: Option<Markup>,
}

#[track_caller]
fn is_written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, text: &str) {
    assert_eq!(write(&value).as_deref(), Ok(text));
    assert_eq!(read(text), Ok(value));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(u32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Pair(u8, String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Shape {
    Unit,
    Newtype(u32),
    Tuple(u8, String),
    Struct { a: Option<bool>, b: char },
}

#[test]
fn every_shape_of_serde() {
    is_written(Unit, "null");
    is_written(Newtype(7), "7");
    is_written(Pair(1, "a".into()), r#"{" t":[1,"a"]}"#);
    is_written((1, 2.5), r#"{" t":[1,2.5]}"#);
    is_written([1, 2], r#"{" t":[1,2]}"#);
    is_written(vec![1, 2], "[1,2]");
    is_written(Some('é'), r#""\u00e9""#);
    is_written(None::<u8>, "null");
    is_written(vec![Some(1), None], "[1,null]");
    is_written(u64::MAX, "18446744073709551615");
    is_written(u128::MAX, "340282366920938463463374607431768211455");
    is_written(i128::MIN, "-170141183460469231731687303715884105728");
    is_written(1.5_f32, "1.5");
    is_written(BTreeSet::from(["b".to_owned(), "a".to_owned()]), r#"["a","b"]"#);
    is_written(BTreeMap::from([("b".to_owned(), 1), ("a".to_owned(), 2)]), r#"{"a":2,"b":1}"#);
    is_written(BTreeMap::from([(" u".to_owned(), 1)]), r#"{" di":{" u__":1}}"#);
    is_written(HashMap::from([(10, 'a'), (9, 'b'), (-1, 'c')]), r#"{"-1":"c","9":"b","10":"a"}"#);
    is_written(BTreeMap::from([(true, 1), (false, 2)]), r#"{"false":2,"true":1}"#);
    is_written(BTreeMap::from([(Shape::Unit, 1)]), r#"{"Unit":1}"#);
    is_written(Shape::Unit, r#""Unit""#);
    is_written(Shape::Newtype(5), r#"{"Newtype":5}"#);
    is_written(Shape::Tuple(5, "x".into()), r#"{"Tuple":{" t":[5,"x"]}}"#);
    is_written(Shape::Struct { a: None, b: 'b' }, r#"{"Struct":{"a":null,"b":"b"}}"#);
}

#[test]
fn tags() {
    is_written(Tagged::from(vec![255, 254, 251]), r#"{" b":"//77"}"#);
    is_written(Markup::new("<b>"), r#"{" m":"<b>"}"#);
    is_written(Some(Tagged::from(vec![0])), r#"{" b":"AA=="}"#);
    is_written(Tagged::from(None::<Vec<u8>>), "null");
    is_written(Value::Tuple(vec![Value::Null]), r#"{" t":[null]}"#);
    is_written(vec![Value::Bytes(vec![0]), Value::from("text")], r#"[{" b":"AA=="},"text"]"#);
}

#[test]
fn the_most_common_form_of_what_is_tagged() {
    assert_eq!(
        read(r#"[{" m":"<b>"},{" u":"12345678123456789abcdef012345678"},{" d":"Sun, 06 Nov 1994 08:49:37 +0000"}]"#),
        Ok(vec![
            "<b>".to_owned(),
            "12345678-1234-5678-9abc-def012345678".to_owned(),
            "Sun, 06 Nov 1994 08:49:37 GMT".to_owned(),
        ])
    );
    assert_eq!(read(r#"{" t":[1,2]}"#), Ok(vec![1, 2]));
    assert_eq!(read("[1,2]"), Ok((1, 2)));
    assert_eq!(read("1"), Ok(1.0), "Python's 1 is a float's");
}

#[test]
fn what_does_not_fit() {
    assert!(read::<i64>("1.0").is_err());
    assert!(read::<u8>("256").is_err());
    assert!(read::<u128>("340282366920938463463374607431768211456").is_err());
    assert!(read::<String>(r#""\ud800""#).is_err());
    assert!(read::<(u8, u8)>("[1,2,3]").is_err());
    assert!(read::<Tagged<Vec<u8>>>(r#""AA==""#).is_err());
    assert!(read::<Markup>(r#""<b>""#).is_err(), "a text that anybody may have typed is no markup");
    assert!(read::<Tagged<std::time::SystemTime>>(r#"{" d":"some day"}"#).is_err());
    assert!(read::<Tagged<std::time::SystemTime>>("5").is_err());
    assert!(read::<BTreeMap<u8, u8>>(r#"{"01":1}"#).is_err(), "Python writes no such number");
}

#[test]
fn what_would_not_read_back() {
    #[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
    #[serde(untagged)]
    enum Key {
        Text(&'static str),
        Number(u8),
    }
    #[derive(Serialize)]
    struct Twice {
        a: u8,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, u8>,
    }

    assert_eq!(write(&Some(None::<u8>)), Err(JsonError::NULL_IN_SOME));
    assert_eq!(write(&Some(Value::Null)), Err(JsonError::NULL_IN_SOME));
    assert_eq!(write(&BTreeMap::from([((1, 2), 3)])), Err(JsonError::NOT_A_KEY));
    assert_eq!(write(&BTreeMap::from([(Some(1), 3), (None, 4)])), Err(JsonError::NOT_A_KEY));

    assert_eq!(write(&BTreeMap::from([(Key::Text("a"), 1), (Key::Number(2), 1)])), Err(JsonError::MIXED_KEYS));

    assert_eq!(write(&Twice { a: 1, rest: [("a", 2)].into() }), Err(JsonError::DUPLICATE_KEY));

    let ancient = crate::DateTime::from_unix_seconds(-61_946_196_955).unwrap();
    assert_eq!(write(&Tagged::from(ancient)), Err(JsonError::DATE_OUT_OF_RANGE));
    assert_eq!(write(&Value::Tuple(vec![Value::DateTime(ancient)])), Err(JsonError::DATE_OUT_OF_RANGE));
}

#[test]
fn depth() {
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Nested(Option<Box<(Nested,)>>);
    let nested = |depth| (0..depth).fold(Nested(None), |inner, _| Nested(Some(Box::new((inner,)))));
    let text = write(&nested(64)).unwrap();
    assert_eq!(read(&format!(r#"{{" di":{{" t__":{text}}}}}"#)), Ok(BTreeMap::from([(" t".to_owned(), nested(64))])));
    assert_eq!(write(&nested(65)), Err(JsonError::TOO_DEEP));

    let value = |depth| (0..depth).fold(Value::Null, |inner, _| Value::Tuple(vec![inner]));
    assert!(write(&value(64)).is_ok());
    assert_eq!(write(&value(65)), Err(JsonError::TOO_DEEP));
    assert!(write(&vec![value(63)]).is_ok());
    assert_eq!(write(&vec![value(64)]), Err(JsonError::TOO_DEEP));
}

/// A session with markup in this field couldn't be read again.
#[test]
fn markup_in_serdes_buffers_is_refused_when_it_is_written() {
    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Html(Markup),
        Nothing,
    }
    #[derive(Session)]
    struct Page {
        html: Option<Buffered>,
    }
    let sessions = [
        Sessions::<Page>::in_cookie(key(1)),
        crate::flask_sessions(crate::FlaskKeys::new("a secret of 32 bytes, or more").unwrap()),
    ];
    for sessions in sessions {
        let closed = session_core::testing::block_on(
            sessions.scope(None, async |mut live| live.html = Some(Buffered::Html(Markup::new("<b>")))),
        );
        assert!(
            matches!(closed, Err(SessionError::Close(CloseError::Unstorable { field: Some("html"), .. }))),
            "{:?}",
            closed.err()
        );
    }
}

proptest! {
    #[test]
    fn a_value_goes_through_as_it_is(value in values()) {
        let text = to_text(&value);
        prop_assert_eq!(write(&value), Ok(text.clone()));
        prop_assert_eq!(read::<Value>(&text).map(|again| format!("{again:?}")), Ok(format!("{value:?}")));
    }

    /// In the sessions' own format nothing is lost.
    #[test]
    fn a_value_goes_through_the_sessions_own_format(values in vec(values(), 0..4), html: Option<String>) {
        let sessions = Sessions::<Native>::in_cookie(key(1));
        let mut browser = Browser::new(&sessions);
        let wrote = Native { values, html: html.map(Markup::new) };
        let shown = format!("{wrote:?}");
        prop_assume!(to_text(&Value::List(wrote.values.clone())).len() < 1500);
        browser.visit(|mut live| *live = wrote);
        prop_assert_eq!(browser.visit(|live| format!("{:?}", *live)), shown);
    }

    /// In other formats a value stays what JSON has, and never becomes markup.
    #[test]
    fn a_value_comes_plain_out_of_other_formats(value in values()) {
        let other = serde_json::to_string(&value).unwrap();
        let again: Value = serde_json::from_str(&other).unwrap();
        prop_assert!(is_plain(&again), "{:?}", again);
    }

    #[test]
    fn rust_values_read_back(
        numbers in btree_map(any::<i32>(), any::<(f32, f64)>(), 0..5),
        shapes in vec(prop_oneof![
            Just(Shape::Unit),
            any::<u32>().prop_map(Shape::Newtype),
            any::<(u8, String)>().prop_map(|(a, b)| Shape::Tuple(a, b)),
            any::<(Option<bool>, char)>().prop_map(|(a, b)| Shape::Struct { a, b }),
        ], 0..5),
        big: (u128, i128),
        texts in btree_map(any::<String>(), vec(any::<Option<String>>(), 0..4), 0..4),
    ) {
        let value = (numbers, shapes, big, texts);
        prop_assert_eq!(read(&write(&value).unwrap()), Ok(value));
    }
}
