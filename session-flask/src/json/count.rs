//! How many values a text has, without reading them.

/// Returns the number of values in a JSON text without white space, as the parser counts them.
///
/// A list has one more item than commas, unless it is empty, and so has a dict entries.
pub(crate) fn values(json: &[u8]) -> usize {
    let (mut values, mut is_text, mut is_escaped) = (1, false, false);
    for (place, byte) in json.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_text,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b',' => values += 1,
            b'[' | b'{' => values += usize::from(!matches!(json.get(place + 1), Some(b']' | b'}'))),
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::values;
    use crate::json::tests::arbitrary;
    use crate::json::{JsonError, parse, to_text};

    #[test]
    fn every_item_and_entry_is_a_value() {
        for (json, count) in [
            ("1", 1),
            ("[]", 1),
            ("{}", 1),
            ("[1]", 2),
            ("[[]]", 2),
            (r#"{"a":1,"b":[2,3]}"#, 5),
            (r#"{" t":[1,2]}"#, 4),
            (r#"["a,b[","\"","\\",","]"#, 5),
        ] {
            assert_eq!(values(json.as_bytes()), count, "{json}");
        }
    }

    proptest! {
        /// What is written with so many values is read with so many, and not with one less.
        #[test]
        fn the_parser_counts_as_many(value in arbitrary::values()) {
            let text = to_text(&value);
            let count = values(text.as_bytes());
            prop_assert!(parse(text.as_bytes(), count).is_ok());
            prop_assert_eq!(parse(text.as_bytes(), count - 1).err(), Some(JsonError::TOO_MANY));
        }
    }
}
