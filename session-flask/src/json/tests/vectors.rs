//! What a real Flask wrote and read: `tests/vectors/flask.json`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value as Node;

use super::arbitrary::utf16;
use crate::date::DateTime;
use crate::json::tests::parse;
use crate::json::{JsonError, Serializer, to_text};
use crate::value::{Dict, Text, Value, uuid};

const VECTORS: &str = include_str!("../../../../tests/vectors/flask.json");

fn vectors(kind: &str) -> Vec<Node> {
    let mut file: Node = serde_json::from_str(VECTORS).expect("JSON");
    let Node::Array(vectors) = file["vectors"].take() else { panic!("no vectors") };
    vectors.into_iter().filter(|vector| vector["kind"] == kind).collect()
}

fn text(node: &Node) -> &str {
    node.as_str().expect("a text")
}

fn unhex<T: FromIterator<u8>>(hex: &Node) -> T {
    text(hex).as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Returns a value as the file's `meta` explains it, or `None` for an object that Python only
/// prints.
fn value(node: &Node) -> Option<Value> {
    let v = &node["v"];
    let items = || v.as_array().expect("items").iter().map(value).collect::<Option<Vec<_>>>();
    Some(match text(&node["t"]) {
        "null" => Value::Null,
        "bool" => Value::Bool(v.as_bool()?),
        "int" => parse(text(v).as_bytes()).expect("an integer"),
        "float" => Value::Float(f64::from_bits(u64::from_str_radix(text(&node["bits"]), 16).expect("bits"))),
        "str" => Value::from(text(v)),
        "str_with_lone_surrogate" => {
            let bytes: Vec<u8> = unhex(&node["utf16be"]);
            Value::Text(utf16(bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]))))
        }
        "bytes" => Value::Bytes(unhex(&node["hex"])),
        "markup" => Value::Markup(text(v).into()),
        "uuid" => Value::Uuid(uuid::parse(text(v))?),
        "datetime" => Value::DateTime(DateTime::from_unix_seconds(node["unix"].as_i64()?)?),
        "list" => Value::List(items()?),
        "tuple" => Value::Tuple(items()?),
        "dict" => {
            let entry = |entry: &Node| Some((Text::from(text(&entry[0])), value(&entry[1])?));
            Value::Dict(v.as_array()?.iter().map(entry).collect::<Option<Dict>>()?)
        }
        "other" => return None,
        unknown => panic!("a node of the type {unknown}"),
    })
}

/// Returns Python's keys that aren't texts, as Rust has them.
fn value_of_keys() -> Value {
    #[derive(Serialize)]
    struct Keys {
        i: BTreeMap<i64, &'static str>,
        f: BTreeMap<&'static str, &'static str>,
        b: BTreeMap<bool, &'static str>,
        n: BTreeMap<&'static str, &'static str>,
    }
    let keys = Keys {
        i: [(1, "a"), (10, "b"), (2, "c")].into(),
        f: [("1.5", "x")].into(),
        b: [(true, "t")].into(),
        n: [("null", "z")].into(),
    };
    keys.serialize(Serializer::new()).unwrap().unwrap()
}

#[test]
fn what_flask_wrote_is_written_and_read() {
    let vectors = vectors("roundtrip");
    assert!(vectors.len() >= 20, "the vectors are there");
    for vector in vectors {
        let (id, json) = (text(&vector["id"]), text(&vector["json"]));
        let decoded = value(&vector["decoded"]).expect("a plain value");
        let set = match id {
            "v18-nonstring-keys" => Some(value_of_keys()),
            // Markup that was made by `__html__` is read back as markup.
            _ => value(&vector["session_set"]),
        };
        assert_eq!(to_text(&set.unwrap_or_else(|| decoded.clone())), json, "{id}");
        let read = parse(json.as_bytes()).unwrap();
        // Texts are compared, so that a NaN equals a NaN.
        assert_eq!(to_text(&read), to_text(&decoded), "{id}");
        assert_eq!(format!("{read:?}"), format!("{decoded:?}"), "{id}");
    }
}

/// Payloads that Flask reads as another value than was meant. Here each is refused. Flask writes
/// none of them.
const STRICTER: [(&str, JsonError); 5] = [
    ("i40-list-of-pairs", JsonError::NOT_A_DICT),
    ("i47-bytes-urlsafe", JsonError::BAD_BYTES),
    ("i49-tuple-of-str", JsonError::BAD_TUPLE),
    ("i51-di-plain", JsonError::BAD_DICT),
    ("i64-tuple-of-pairs", JsonError::NOT_A_DICT),
];

#[test]
fn what_flask_read_is_read_and_its_500s_are_refused() {
    let mut seen = 0;
    for vector in vectors("decode") {
        let id = text(&vector["id"]);
        let payload = text(&vector["cookie"]).split('.').next().unwrap_or_default();
        let outcome = text(&vector["flask"]["outcome"]);
        // The envelope, compression included, has tests of its own.
        let (false, Ok(json)) = (payload.is_empty() || outcome == "empty session", URL_SAFE_NO_PAD.decode(payload)) else {
            continue;
        };
        seen += 1;
        let read = parse(&json).and_then(|value| match value {
            Value::Dict(session) => Ok(session),
            _ => Err(JsonError::NOT_A_DICT),
        });
        if let Some((_, error)) = STRICTER.iter().find(|(stricter, _)| *stricter == id) {
            assert_eq!(read, Err(*error), "{id}");
        } else if outcome == "HTTP 500" {
            assert!(read.is_err(), "{id}");
        } else if id == "i45-bad-date" {
            let kept = Value::UnreadableDate("not a date".into());
            assert_eq!(read.unwrap().get("d"), Some(&kept), "Flask has `None` here, and what came is lost");
        } else {
            assert_eq!(read.map(Value::Dict).ok(), value(&vector["flask"]["session"]), "{id}");
        }
    }
    assert!(seen >= 15, "{seen} vectors have a payload");
}
