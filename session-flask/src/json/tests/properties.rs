//! Properties of every value and every text.

use proptest::prelude::*;

use super::arbitrary::{sessions, texts, values};
use crate::json::tests::parse;
use crate::json::to_text;
use crate::value::Value;

/// Returns the code points of a text, as Python would compare them, with JSON's escapes decoded.
fn code_points(text: &crate::Text) -> Vec<u32> {
    let json = to_text(&Value::Text(text.clone()));
    let units: Vec<u16> = match serde_json::from_str::<String>(&json) {
        Ok(text) => return text.chars().map(u32::from).collect(),
        // The text contains half of a surrogate pair.
        Err(_) => units(json.trim_matches('"')),
    };
    char::decode_utf16(units).map(|unit| unit.map_or_else(|half| half.unpaired_surrogate().into(), u32::from)).collect()
}

fn units(mut escaped: &str) -> Vec<u16> {
    let mut units = Vec::new();
    while let Some(first) = escaped.chars().next() {
        let short =
            |escape| "\"\"\\\\b\u{8}t\tn\nf\u{c}r\r".as_bytes().chunks(2).find(|pair| pair[0] == escape).map(|pair| pair[1]);
        let (unit, length) = match escaped.as_bytes() {
            [b'\\', b'u', ..] => (u16::from_str_radix(&escaped[2..6], 16).unwrap(), 6),
            [b'\\', escape, ..] => (short(*escape).unwrap().into(), 2),
            _ => (u16::try_from(u32::from(first)).unwrap(), 1),
        };
        units.push(unit);
        escaped = &escaped[length..];
    }
    units
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in values()) {
        let text = to_text(&value);
        prop_assert!(text.bytes().all(|byte| matches!(byte, b' '..=b'~')), "only ASCII");
        let again = parse(text.as_bytes()).unwrap();
        prop_assert_eq!(to_text(&again), text);
        prop_assert_eq!(format!("{again:?}"), format!("{value:?}"));
    }

    #[test]
    fn any_text_is_one_of_json(text in texts()) {
        let json = to_text(&Value::Text(text.clone()));
        prop_assert_eq!(parse(json.as_bytes()), Ok(Value::Text(text.clone())));
        if let Some(text) = text.as_str() {
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn keys_are_sorted_by_code_points(one in texts(), other in texts()) {
        prop_assert_eq!(one.cmp(&other), code_points(&one).cmp(&code_points(&other)));
    }

    #[test]
    fn floats_are_the_shortest_that_read_back(bits: u64) {
        let number = f64::from_bits(bits);
        prop_assume!(number.is_finite());
        let text = to_text(&Value::Float(number));
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits);
        let has_exponent = number != 0.0 && !(1e-4..1e16).contains(&number.abs());
        prop_assert_eq!(text.contains('e'), has_exponent);
        prop_assert_eq!(text.contains('.') || has_exponent, true, "it isn't an integer");
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(value) = parse(&bytes) {
            let text = to_text(&value);
            prop_assert_eq!(parse(text.as_bytes()).map(|again| to_text(&again)), Ok(text));
        }
    }

    #[test]
    fn a_changed_text_is_read_or_refused(session in sessions(), at: prop::sample::Index, byte in prop_oneof![any::<u8>(), Just(b'"'), Just(b'{'), Just(b' '), Just(b'\\')], cut: bool) {
        let mut text = to_text(&Value::Dict(session)).into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if cut {
            text.truncate(at);
        }
        if let Ok(value) = parse(&text) {
            let text = to_text(&value);
            prop_assert_eq!(parse(text.as_bytes()).map(|again| to_text(&again)), Ok(text));
        }
    }
}
