//! JSON texts that Flask doesn't write, but that another holder of the secret might: another
//! order, other escapes, other numbers, tags around anything. They are read here as Flask reads
//! them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};
use session_core::{Arrival, Refusal, Session, Sessions};
use session_flask::{FlaskKeys, Value};

use crate::node::{key, node};
use crate::peer::{self, Flask, SECRET, request};
use crate::random::entry;

#[derive(Session)]
struct Known {
    data: Value,
}

const NOW: u64 = 1_700_000_000;

/// JSON's white space, mostly none.
fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just(""), 1 => select(&[" ", "\n", "\r\n\t", "  "][..]), 1 => select(&["\u{a0}", "\u{c}", "\u{feff}"][..])]
}

/// A text in quotes. Each character is written in one of its possible forms.
fn quoted(content: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (content, any::<u64>()).prop_map(|(content, ways)| {
        let mut text = "\"".to_owned();
        for (place, character) in content.chars().enumerate() {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units).iter();
            let escaped = units.fold(String::new(), |text, unit| format!("{text}\\u{unit:04x}"));
            match (ways >> (place % 32 * 2) & 3, character) {
                (0, _) => text.push_str(&escaped),
                (1, _) => text.push_str(&escaped.to_uppercase().replace('U', "u")),
                (2, '/') => text.push_str("\\/"),
                (_, '"' | '\\') => text.extend(['\\', character]),
                (_, '\u{8}') => text.push_str("\\b"),
                // A control character without an escape, which JSON doesn't allow.
                _ => text.push(character),
            }
        }
        text + "\""
    })
}

/// Numbers and names, and texts that only look like them.
fn word() -> impl Strategy<Value = String> {
    const WORDS: [&str; 40] = [
        "null",
        "true",
        "false",
        "NaN",
        "Infinity",
        "-Infinity",
        "None",
        "True",
        "nan",
        "inf",
        "-NaN",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "-",
        "1e",
        "1e+",
        "0x10",
        "1_000",
        "-0",
        "0",
        "-0.0",
        "0.10",
        "1E5",
        "1e5",
        "1e+05",
        "1E-7",
        "1e400",
        "-1e400",
        "1e-400",
        "9223372036854775808",
        "-9223372036854775809",
        "1.7976931348623157e308",
        "5e-324",
        "2.5e-324",
        "9007199254740993.0",
        "123456789012345678901234567890.5",
        "0e0",
    ];
    prop_oneof![
        select(&WORDS[..]).prop_map(str::to_owned),
        "-?[0-9]{1,30}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        any::<f64>().prop_filter_map("finite", |number| number.is_finite().then(|| format!("{number:e}"))),
    ]
}

/// The content of a tag: of the right kind, nearly so, or anything.
fn tagged(inner: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let date = (
        select(&["Thu, ", "Thu,", "", "Mon, ", "thu, ", "Thursday, ", "x, "][..]),
        select(
            &[
                "29 Feb 2024",
                "1 Jan 70",
                "01 jan 0099",
                "31 Dec 9999",
                "30 Feb 2024",
                "7 Nov 68",
                "05 March 2001",
                "1 Jan 101",
                "29-Feb-24",
            ][..],
        ),
        select(&[" 12:30:45", " 23:59", " 24:00:00", " 00:00:60", " 1:2:3", "", " 12.30.45"][..]),
        select(&[" GMT", "", " UTC", " Z", " +0200", " -1130", " EST", " +2:00", " -0000", " CEST", " +9999", " GMT GMT"][..]),
    )
        .prop_map(|(weekday, day, time, zone)| format!("{weekday}{day}{time}{zone}"));
    let uuid = prop_oneof![
        "[0-9a-fA-F]{32}",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "(urn:uuid:|\\{)?[0-9a-f]{30,33}\\}?",
        "[0-9a-f_+ -]{32}",
    ];
    let bytes = prop_oneof!["([A-Za-z0-9+/]{4}){0,4}", "[A-Za-z0-9+/]{0,6}={0,3}", "[A-Za-z0-9_=! -]{0,8}"];
    prop_oneof![
        quoted(date).prop_map(|date| format!("{{\" d\":{date}}}")),
        quoted(uuid).prop_map(|uuid| format!("{{\" u\":{uuid}}}")),
        quoted(bytes).prop_map(|bytes| format!("{{\" b\":{bytes}}}")),
        inner.clone().prop_map(|item| format!("{{\" t\":[{item},{item}]}}")),
        (key(), inner.clone()).prop_map(|(key, item)| format!("{{\" di\":{{{}:{item}}}}}", json!(key))),
        (select(&[" t", " b", " m", " u", " d", " di", " x"][..]), inner)
            .prop_map(|(tag, item)| format!("{{\"{tag}\":{item}}}")),
    ]
}

/// Texts that are JSON, or nearly. Another test has halves of surrogate pairs.
fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![2 => word(), 2 => quoted(crate::node::text()), 1 => quoted("[ -~]{0,8}".boxed())];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let list = prop::collection::vec((space(), inner.clone()), 0..4).prop_map(|items| {
            format!("[{}]", items.iter().map(|(space, item)| format!("{space}{item}")).collect::<Vec<_>>().join(","))
        });
        let entry = (space(), quoted(key()), space(), inner.clone());
        let dict = prop::collection::vec(entry, 0..4).prop_map(|entries| {
            let entries =
                entries.iter().map(|(before, key, between, item)| format!("{before}{key}{between}:{between}{item}{before}"));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        });
        prop_oneof![1 => list, 1 => dict, 2 => tagged(inner.boxed())]
    })
}

/// Returns whether both sides have read the same. Where a date is kept because it can't be read,
/// Flask reads nothing, or a date with a zone's name.
fn agree(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::Object(ours), Json::Object(theirs)) if ours["t"] == "unreadable date" => {
            ["null", "datetime"].iter().any(|name| theirs["t"] == *name)
        }
        (Json::Object(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, value)| theirs.get(name).is_some_and(|other| agree(value, other)))
        }
        (Json::Array(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| agree(ours, theirs))
        }
        _ => ours == theirs,
    }
}

/// Returns whether a text in the value begins like a tag, with a space.
fn has_tags(json: &str) -> bool {
    json.contains("\" ") || json.contains("\"\\u0020")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_what_flask_reads(text in text(), (before, after) in (space(), space())) {
        let json = format!("{before}{{\"x\":1,\"data\":{text}}}{after}");
        let flask = Flask::new(SECRET);
        let cookie = format!("session={}", flask.sign(NOW, &URL_SAFE_NO_PAD.encode(&json)));
        let sessions: Sessions<Known> = peer::sessions(FlaskKeys::new(SECRET).expect("it isn't empty"));

        let theirs = flask.request(NOW, Some(&cookie), json!([]));
        let ((arrival, data), _) =
            request(&sessions, NOW, Some(&cookie), |live| (live.arrival(), node(&live.data))).expect("nothing is written");
        match arrival {
            Arrival::Resumed => {
                prop_assert_eq!(theirs.status, 200, "{}", json);
                let theirs = entry(&theirs.session, "data").expect("it is there");
                prop_assert!(agree(&data, theirs), "{json}\n{data}\n{theirs}");
            }
            // A tag around a value that Flask never puts into it may be refused, whatever Flask
            // reads.
            Arrival::Refused(Refusal::Unreadable) => prop_assert!(theirs.status == 500 || has_tags(&json), "{}: {:?}", json, theirs),
            other => prop_assert!(false, "{json}: {other:?}"),
        }
    }
}
