//! A field whose type changed reads values that don't fit the new type as the old type: `upgrade`.

use proptest::prelude::*;
use session_core::{Arrival, Refusal, Session};

use crate::evolution::version_and_body;
use crate::forge::{Forge, open, sessions, token};

/// Upgrades the field `age`, which was a text.
fn in_years(text: String) -> u32 {
    text.into_bytes().len().try_into().unwrap_or(u32::MAX)
}

/// Upgrades the parts, which were three.
fn joined(parts: [u8; 3]) -> [u8; 2] {
    [parts[0] + parts[1], parts[2]]
}

#[derive(Session)]
#[session(name = "grown", cookie = "__Host-grown")]
struct Grown {
    before: u8,
    #[session(upgrade = "in_years", alias = "years", default = 99)]
    age: u32,
    /// Both types are arrays, so the new one begins to read the old one's value.
    #[session(upgrade = "joined")]
    parts: [u8; 2],
    after: u8,
}

/// Returns the session, or `None` if it is unreadable.
fn grown(entries: &[&[u8]]) -> Option<(u8, u32, [u8; 2], u8)> {
    let token = Forge::new("grown", "__Host-grown", grown_body(entries)).token();
    let (arrival, saw) = open(&sessions::<Grown>().0, token.as_bytes(), |g| (g.before, g.age, g.parts, g.after));
    match arrival {
        Arrival::Resumed => Some(saw),
        arrival => {
            assert_eq!(arrival, Arrival::Refused(Refusal::Unreadable));
            None
        }
    }
}

fn grown_body(entries: &[&[u8]]) -> Vec<u8> {
    [&[0xa0 + u8::try_from(entries.len()).expect("few")][..], &entries.concat()].concat()
}

const BEFORE: &[u8] = b"\x66before\x01";
const AFTER: &[u8] = b"\x65after\x02";
const NEW_AGE: &[u8] = b"\x63age\x07";
const OLD_AGE: &[u8] = b"\x63age\x64four";
const NEW_PARTS: &[u8] = b"\x65parts\x82\x05\x06";
const OLD_PARTS: &[u8] = b"\x65parts\x83\x01\x02\x03";

#[test]
fn a_field_is_upgraded_from_the_type_that_it_had() {
    assert_eq!(grown(&[BEFORE, OLD_AGE, OLD_PARTS, AFTER]), Some((1, 4, [3, 3], 2)), "old values");
    assert_eq!(grown(&[BEFORE, NEW_AGE, NEW_PARTS, AFTER]), Some((1, 7, [5, 6], 2)), "new values");
    assert_eq!(grown(&[BEFORE, OLD_AGE, NEW_PARTS, AFTER]), Some((1, 4, [5, 6], 2)), "one of each");
    assert_eq!(grown(&[BEFORE, AFTER]), Some((1, 99, [0, 0], 2)), "missing: its start, and nothing is upgraded");
    assert_eq!(grown(&[BEFORE, b"\x63age\xf5", AFTER]), None, "neither");
    assert_eq!(grown(&[b"\x63age\x20"]), None, "a number that the new type has no room for");
    assert_eq!(grown(&[b"\x65parts\x84\x01\x02\x03\x04"]), None, "neither, and both had begun to read it");
    assert_eq!(grown(&[b"\x66before\x61x"]), None, "a field without an older type");
}

#[test]
fn an_upgraded_field_may_have_another_name_and_stand_anywhere() {
    assert_eq!(grown(&[b"\x65years\x64four"]).expect("read").1, 4, "the former name and type");
    assert_eq!(grown(&[b"\x65years\x07"]).expect("read").1, 7, "the former name and the new type");
    assert_eq!(grown(&[NEW_AGE, b"\x65years\x64four"]).expect("read").1, 7, "the new name wins");
    assert_eq!(grown(&[b"\x65years\x07", OLD_AGE]).expect("read").1, 4, "the new name wins, whatever its type");
    assert_eq!(grown(&[b"\x63age\xf5", b"\x65years\x07"]), None, "and is not passed over when it fits neither");
    assert_eq!(grown(&[OLD_AGE, OLD_AGE]), None, "twice");
    assert_eq!(grown(&[OLD_AGE, NEW_AGE]), None, "twice, of both types");
    assert_eq!(grown(&[BEFORE, NEW_AGE, AFTER, OLD_AGE]), None, "twice, with others between them");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The entries come in any order, with fields of another version between them. These stay when
    /// the upgraded fields are written.
    #[test]
    fn the_order_of_the_entries_means_nothing(
        (age_is_old, parts_is_old) in any::<(bool, bool)>(),
        order in Just(vec![0, 1, 2, 3, 4, 5]).prop_shuffle(),
    ) {
        let (age, parts) = (if age_is_old { OLD_AGE } else { NEW_AGE }, if parts_is_old { OLD_PARTS } else { NEW_PARTS });
        let entries: [&[u8]; 6] = [BEFORE, age, parts, AFTER, b"\x65other\x82\x01\x64four", b"\x63new\xa1\x61x\xf6"];
        let shuffled: Vec<&[u8]> = order.iter().map(|place| entries[*place]).collect();
        let (years, both) = (if age_is_old { 4 } else { 7 }, if parts_is_old { [3, 3] } else { [5, 6] });
        prop_assert_eq!(grown(&shuffled), Some((1, years, both, 2)));

        let came = Forge::new("grown", "__Host-grown", grown_body(&shuffled)).token();
        let (_, written) = version_and_body(&token(&sessions::<Grown>().0, Some(&came), |grown| grown.after = 3));
        let head = [&b"\xa6"[..], BEFORE, b"\x63age", &[u8::try_from(years).expect("small")], b"\x65parts\x42", &both, b"\x65after\x03"].concat();
        prop_assert_eq!(&written[..head.len()], &head[..]);
        let unknown: Vec<&[u8]> = order.iter().filter(|place| **place > 3).map(|place| entries[*place]).collect();
        prop_assert_eq!(&written[head.len()..], unknown.concat());
    }
}
