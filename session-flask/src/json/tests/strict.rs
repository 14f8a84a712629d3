//! Payloads that are read although they are unusual, and payloads that are refused although Flask
//! reads them.

use crate::json::tests::parse;
use crate::json::{JsonError, to_text};
use crate::limits::DEPTH;
use crate::value::Value;

fn read(text: &str) -> Result<String, JsonError> {
    parse(text.as_bytes()).map(|value| to_text(&value))
}

#[test]
fn what_python_reads() {
    for (text, canonical) in [
        (" \t\r\n{ \"b\" : 1 , \"a\" : [ ] } ", r#"{"a":[],"b":1}"#),
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
        (r#"{" t":1," t":[1]}"#, r#"{" t":[1]}"#),
        (r#""\u00E9é\/\ud83d\uDE00""#, r#""\u00e9\u00e9/\ud83d\ude00""#),
        (r#""\ud800\ud800\udc00\udc00""#, r#""\ud800\ud800\udc00\udc00""#),
        (r#""\ud800\u0041""#, r#""\ud800A""#),
        ("-0", "0"),
        ("-0.0", "-0.0"),
        ("1E400", "Infinity"),
        ("-1e-400", "-0.0"),
        ("1e5", "100000.0"),
        ("9223372036854775808", "9223372036854775808"),
        ("-Infinity", "-Infinity"),
        (r#"{" z":1}"#, r#"{" z":1}"#),
        (r#"{" t":[1],"x":2}"#, r#"{" t":[1],"x":2}"#),
        (r#"{" di":{" t__":5}}"#, r#"{" di":{" t__":5}}"#),
        (r#"{" di":{" di__":{" di":{" u__":{" t":[]}}}}}"#, r#"{" di":{" di__":{" di":{" u__":{" t":[]}}}}}"#),
        (r#"{" u":"{12345678-1234-5678-9ABC-DEF012345678}"}"#, r#"{" u":"12345678123456789abcdef012345678"}"#),
        (r#"{" d":"Sunday, 06-Nov-94 08:49:37 GMT"}"#, r#"{" d":"Sun, 06 Nov 1994 08:49:37 GMT"}"#),
        (r#"{" d":"Sun, 06 Nov 1994 10:49:37 +0200"}"#, r#"{" d":"Sun, 06 Nov 1994 08:49:37 GMT"}"#),
        (r#"{" d":"some day"}"#, r#"{" d":"some day"}"#),
    ] {
        assert_eq!(read(text).as_deref(), Ok(canonical), "{text}");
    }
}

#[test]
fn what_is_no_json() {
    for (text, error) in [
        ("", JsonError::ENDED),
        (" ", JsonError::ENDED),
        ("{", JsonError::ENDED),
        ("[1", JsonError::ENDED),
        (r#"{"a""#, JsonError::ENDED),
        (r#"{"a":"#, JsonError::ENDED),
        ("\"a", JsonError::ENDED),
        (r#""\"#, JsonError::ENDED),
        (r#""\u12"#, JsonError::ENDED),
        ("1 2", JsonError::TRAILING),
        ("{}}", JsonError::TRAILING),
        ("01", JsonError::TRAILING),
        ("1.", JsonError::TRAILING),
        ("1e", JsonError::TRAILING),
        ("1e+", JsonError::TRAILING),
        ("nulls", JsonError::TRAILING),
        ("\u{feff}{}", JsonError::NOT_JSON),
        ("\u{a0}1", JsonError::NOT_JSON),
        ("+1", JsonError::NOT_JSON),
        (".5", JsonError::NOT_JSON),
        ("-", JsonError::NOT_JSON),
        ("-NaN", JsonError::NOT_JSON),
        ("nan", JsonError::NOT_JSON),
        ("True", JsonError::NOT_JSON),
        ("'a'", JsonError::NOT_JSON),
        ("[1,]", JsonError::NOT_JSON),
        ("[,]", JsonError::NOT_JSON),
        ("[1 2]", JsonError::NOT_JSON),
        (r#"{"a":1,}"#, JsonError::NOT_JSON),
        (r#"{"a" 1}"#, JsonError::NOT_JSON),
        ("{1:1}", JsonError::NOT_JSON),
        ("\"\t\"", JsonError::CONTROL),
        ("\"\0\"", JsonError::CONTROL),
        (r#""\x41""#, JsonError::BAD_ESCAPE),
        (r#""\u+123""#, JsonError::BAD_ESCAPE),
        (r#""\ud800\u12g4""#, JsonError::BAD_ESCAPE),
    ] {
        assert_eq!(read(text), Err(error), "{text:?}");
    }
    assert_eq!(parse(b"\"\xff\"").err(), Some(JsonError::NOT_UTF8));
    assert_eq!(parse(b"\"\xed\xa0\x80\"").err(), Some(JsonError::NOT_UTF8), "half of a surrogate pair has to be escaped");
}

#[test]
fn tags_around_something_else() {
    for (text, error) in [
        (r#"{" t":"abc"}"#, JsonError::BAD_TUPLE),
        (r#"{" t":{"a":1}}"#, JsonError::BAD_TUPLE),
        (r#"{" t":{" t":[1]}}"#, JsonError::BAD_TUPLE),
        (r#"{" b":"abc"}"#, JsonError::BAD_BYTES),
        (r#"{" b":"__79"}"#, JsonError::BAD_BYTES),
        (r#"{" b":"AB=="}"#, JsonError::BAD_BYTES),
        (r#"{" b":"A A="}"#, JsonError::BAD_BYTES),
        (r#"{" b":null}"#, JsonError::BAD_BYTES),
        (r#"{" m":5}"#, JsonError::BAD_MARKUP),
        (r#"{" u":"zz"}"#, JsonError::BAD_UUID),
        (r#"{" u":5}"#, JsonError::BAD_UUID),
        (r#"{" d":5}"#, JsonError::BAD_DATE),
        (r#"{" di":5}"#, JsonError::BAD_DICT),
        (r#"{" di":"{}"}"#, JsonError::BAD_DICT),
        (r#"{" di":{}}"#, JsonError::BAD_DICT),
        (r#"{" di":{"abcd":1}}"#, JsonError::BAD_DICT),
        (r#"{" di":{" t__":1," u__":2}}"#, JsonError::BAD_DICT),
        (r#"{" di":{" x__":1}}"#, JsonError::BAD_DICT),
        (r#"{" di":{"__":1}}"#, JsonError::BAD_DICT),
    ] {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

#[test]
fn limits() {
    let nested = |depth: usize| parse(format!("{}{}", "[".repeat(depth), "]".repeat(depth)).as_bytes());
    let most = usize::from(DEPTH) + 1;
    assert!(nested(most).is_ok());
    assert_eq!(nested(most + 1), Err(JsonError::TOO_DEEP));
    let tuples = |depth: usize| parse(format!("{}{{\" b\":\"\"}}{}", "{\" t\":[".repeat(depth), "]}".repeat(depth)).as_bytes());
    assert!(tuples(most).is_ok(), "a tag is no level");
    assert_eq!(tuples(most + 1), Err(JsonError::TOO_DEEP));
    assert_eq!(parse("[".repeat(1_000_000).as_bytes()), Err(JsonError::TOO_DEEP));
    assert_eq!(parse("{\"\":".repeat(1_000_000).as_bytes()), Err(JsonError::TOO_DEEP));

    let digits = "9".repeat(4300);
    assert!(matches!(parse(digits.as_bytes()), Ok(Value::BigInt(number)) if number.as_str() == digits));
    assert!(parse(format!("-{digits}").as_bytes()).is_ok(), "the sign is no digit");
    assert_eq!(parse(format!("{digits}0").as_bytes()), Err(JsonError::TOO_LONG));
    assert!(matches!(parse(format!("{digits}0.0").as_bytes()), Ok(Value::Float(_))), "only integers are limited");
}
