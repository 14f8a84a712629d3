//! Tests that values which no handler changes are written as they were read.

use std::collections::{BTreeMap, HashSet};
use std::net::Ipv6Addr;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use session_core::Session;

use super::rewritten;
use crate::Value;
use crate::json::to_text;

#[derive(Session)]
struct Plain {
    text: String,
    list: Vec<Nested>,
    pair: (u8, u8),
    any: Option<Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Nested {
    name: String,
    number: u8,
}

#[test]
fn what_nobody_changes_keeps_its_python_type() {
    let text = r#"{"any":{" t":[1]},"list":{" t":[{"name":{" u":"12345678123456789abcdef012345678"},"number":1},{"name":"b","number":2}]},"pair":[1,2],"text":{" d":"Sun, 06 Nov 1994 08:49:37 GMT"}}"#;
    assert_eq!(rewritten::<Plain>(text, |_| ()), text);
    let changed = rewritten::<Plain>(text, |plain| {
        plain.list[0].number = 5;
        plain.list.push(Nested::default());
        plain.pair.0 = 3;
        plain.text.push('!');
        plain.any = Some(Value::List(vec![Value::from(1)]));
    });
    assert_eq!(
        changed,
        r#"{"any":[1],"list":[{"name":"12345678-1234-5678-9abc-def012345678","number":5},{"name":"b","number":2},{"name":"","number":0}],"pair":{" t":[3,2]},"text":"Sun, 06 Nov 1994 08:49:37 GMT!"}"#,
        "what is changed is written as Rust has it, a `Value` always"
    );
}

#[test]
fn a_session_that_opens_can_be_written() {
    #[derive(Session)]
    struct Deep {
        any: Option<Value>,
        list: Vec<Value>,
        count: u8,
    }
    let keys = || crate::FlaskKeys::new("a secret of 32 bytes, or more").unwrap();
    for depth in 28..70 {
        for leaf in ["", r#"{" b":""}"#, r#"{" t":[]}"#, r#"{"a":{}}"#] {
            for (open, close) in [("[", "]"), (r#"{" t":["#, "]}"), (r#"{"a":"#, "}"), (r#"{" di":{" t__":"#, "}}")] {
                let leaf = if leaf.is_empty() && open.ends_with(':') { "1" } else { leaf };
                let any = format!("{}{leaf}{}", open.repeat(depth), close.repeat(depth));
                let text = format!(r#"{{"any":{any},"count":0,"list":[{any}]}}"#);
                let Ok((mut deep, kept)) = super::read::<Deep>(&text) else { continue };
                assert_eq!(super::write(&deep, &kept).ok().as_ref(), Some(&text));
                deep.count = 1;
                let sessions = crate::flask_sessions::<Deep>(keys());
                let closed = session_core::testing::block_on(sessions.scope(None, async |mut live| *live = deep));
                assert!(closed.is_ok(), "{text}: {:?}", closed.err());
            }
        }
    }
}

#[test]
fn a_dict_keeps_the_types_beside_a_change() {
    #[derive(Session)]
    struct Settings {
        all: BTreeMap<String, String>,
    }
    let text = r#"{"all":{"a":{" m":"<b>"},"b":"2"}}"#;
    let changed = rewritten::<Settings>(text, |settings| drop(settings.all.insert("b".into(), "3".into())));
    assert_eq!(changed, r#"{"all":{"a":{" m":"<b>"},"b":"3"}}"#);
}

#[derive(Session)]
struct Lossy {
    price: f64,
    point: Vec<f64>,
    small: Option<f32>,
    set: HashSet<String>,
    sets: Vec<HashSet<String>>,
    nested: Named,
    kind: Option<Ipv6Addr>,
    numbers: BTreeMap<u8, String>,
}

/// A session that names one key of a dict.
#[derive(Default, Serialize, Deserialize)]
struct Named {
    #[serde(alias = "title")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default)]
    inner: Option<Box<Named>>,
}

const LOSSY: &str = r#"{"kind":"0:0:0:0:0:0:0:1","nested":{"inner":{" di":{" t__":1}},"name":{" m":"<b>"},"note":"n","theirs":{" t":[]}},"numbers":{"1":{" m":"a"},"10":"b","2":"c"},"point":{" t":[1,NaN,2.5]},"price":5,"set":["b",{" m":"a"},"c"],"sets":[["a",{" m":"b"}],["c","d","e"]],"small":0.1}"#;

fn lossy() -> String {
    LOSSY.replace(r#"{" di":{" t__":1}}"#, r#"{"name":"x","z":null}"#)
}

#[test]
fn what_a_type_can_not_hold_is_written_as_it_came() {
    for _ in 0..50 {
        assert_eq!(rewritten::<Lossy>(&lossy(), |_| ()), lossy(), "a set's order is another each time");
    }
    let changed = rewritten::<Lossy>(&lossy(), |lossy| lossy.price = 6.0);
    assert_eq!(changed, lossy().replace(r#""price":5"#, r#""price":6.0"#));
    assert_eq!(rewritten::<Lossy>(&lossy(), |lossy| lossy.point.push(1.0)).matches("[1,NaN,2.5,1.0]").count(), 1);
    let reordered = rewritten::<Lossy>(&lossy(), |lossy| lossy.point.reverse());
    assert!(reordered.contains(r#""point":[2.5,NaN,1.0]"#), "a `Vec` has an order: {reordered}");
    let numbers = rewritten::<Lossy>(&lossy(), |lossy| drop(lossy.numbers.insert(2, "d".into())));
    assert!(numbers.contains(r#""numbers":{"1":{" m":"a"},"2":"d","10":"b"}"#), "{numbers}");
    let removed = rewritten::<Lossy>(&lossy(), |lossy| assert!(lossy.set.remove("b")));
    assert!(removed.contains(r#""set":["#) && !removed.contains(r#""set":["b""#));
}

#[test]
fn keys_that_a_nested_struct_does_not_name_stay() {
    let nested = |change: fn(&mut Named)| {
        let text = rewritten::<Lossy>(&lossy(), |lossy| change(&mut lossy.nested));
        let start = text.find(r#""nested":"#).unwrap() + 9;
        text[start..text.find(r#","numbers""#).unwrap()].to_owned()
    };
    assert_eq!(
        nested(|named| named.name = "c".into()),
        r#"{"inner":{"name":"x","z":null},"name":"c","note":"n","theirs":{" t":[]}}"#
    );
    assert_eq!(
        nested(|named| named.note = None),
        r#"{"inner":{"name":"x","z":null},"name":{" m":"<b>"},"theirs":{" t":[]}}"#,
        "what the type wrote before and doesn't now was taken out"
    );
    assert_eq!(
        nested(|named| named.inner.as_mut().unwrap().name = "y".into()),
        r#"{"inner":{"inner":null,"name":"y","z":null},"name":{" m":"<b>"},"note":"n","theirs":{" t":[]}}"#
    );
    assert_eq!(nested(|named| named.inner = None), r#"{"inner":null,"name":{" m":"<b>"},"note":"n","theirs":{" t":[]}}"#);
}

#[test]
fn what_is_kept_does_not_hide_what_was_changed() {
    #[derive(Session)]
    struct Page {
        named: Named,
    }
    let text = r#"{"named":{"theirs":1,"title":"a"}}"#;
    assert_eq!(rewritten::<Page>(text, |_| ()), text);
    let changed = rewritten::<Page>(text, |page| page.named.name = "b".into());
    assert_eq!(changed, r#"{"named":{"inner":null,"name":"b"}}"#, "with both names it couldn't be read");
}

proptest! {
    #[test]
    fn a_plain_type_loses_nothing_it_does_not_change(text in "[a-z<>]{0,9}", numbers: Vec<u8>, pair: (u8, u8)) {
        let plain = |text: Value, list: Value, pair: Value| Value::Dict([("text", text), ("list", list), ("pair", pair)].into_iter().collect());
        let name = |text: &str| Value::Dict([("name", Value::Markup(text.into())), ("number", Value::from(1))].into_iter().collect());
        let list: Vec<_> = numbers.iter().map(|number| name(&number.to_string())).collect();
        let pair = vec![Value::from(i64::from(pair.0)), Value::from(i64::from(pair.1))];
        let came = to_text(&plain(Value::Markup(text.as_str().into()), Value::Tuple(list), Value::List(pair)));
        prop_assert_eq!(rewritten::<Plain>(&came, |_| ()), came);
    }
}
