//! Any body that is signed with the right key is read or refused, and never causes a panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use session_core::{Arrival, Refusal, Session};

use crate::forge::{Forge, open, sessions};

use std::cell::Cell;

thread_local! {
    /// How often this test's decoder was reached.
    static REACHED: Cell<usize> = const { Cell::new(0) };
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct Reached(u64);

impl<'de> Deserialize<'de> for Reached {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        REACHED.set(REACHED.get() + 1);
        u64::deserialize(deserializer).map(Self)
    }
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
enum Shape {
    #[default]
    Dot,
    Circle(f64),
    Box {
        width: u32,
        height: u32,
    },
}

#[derive(Session)]
#[session(name = "hostile", cookie = "__Host-hostile")]
struct Hostile {
    first: Reached,
    text: String,
    list: Vec<i32>,
    map: BTreeMap<String, Option<bool>>,
    shape: Shape,
    maybe: Option<[u8; 4]>,
}

fn becomes(body: Vec<u8>) -> Arrival {
    let (sessions, _) = sessions::<Hostile>();
    open(&sessions, Forge::new("hostile", "__Host-hostile", body).token().as_bytes(), |_| ()).0
}

/// Returns a body that opens.
fn good() -> Vec<u8> {
    let mut body = b"\xa6\x65first\x07\x64text\x65hello\x64list\x83\x01\x20\x19\x03\xe8".to_vec();
    body.extend(
        b"\x63map\xa2\x61a\xf5\x61b\xf6\x65shape\xa1\x63Box\xa2\x65width\x01\x66height\x02\x65maybe\x84\x01\x02\x03\x04",
    );
    body
}

#[test]
fn the_body_that_is_mutated_opens() {
    assert_eq!(becomes(good()), Arrival::Resumed);
}

#[test]
fn arbitrary_bodies_never_panic_and_mutated_ones_reach_the_decoder() {
    let config = || ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config());
    runner
        .run(&prop::collection::vec(any::<u8>(), 0..200), |body| {
            prop_assert!(matches!(becomes(body), Arrival::Resumed | Arrival::Refused(Refusal::Unreadable)));
            Ok(())
        })
        .expect("arbitrary bytes");

    // CBOR that is nearly right: a byte is replaced, removed, inserted or repeated behind the
    // first field.
    let whole = good();
    let place = 8..whole.len();
    let mutation = prop::collection::vec((place, any::<u8>(), 0..4_u8), 1..4).prop_map(move |edits| {
        edits.into_iter().fold(whole.clone(), |mut body, (place, byte, edit)| {
            let place = place.min(body.len() - 1);
            match edit {
                0 => body[place] = byte,
                1 => drop(body.remove(place)),
                2 => body.insert(place, byte),
                _ => body.extend_from_within(place..),
            }
            body
        })
    });
    REACHED.set(0);
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let cases = Cell::new(0_usize);
    runner
        .run(&mutation, |body| {
            cases.set(cases.get() + 1);
            prop_assert!(matches!(becomes(body), Arrival::Resumed | Arrival::Refused(Refusal::Unreadable)));
            Ok(())
        })
        .expect("mutated bodies");
    let reached = REACHED.get();
    assert!(reached * 10 >= cases.get() * 9, "only {reached} of {} bodies reached the decoder", cases.get());
}

/// The strict rules of `docs/wire-format.md`, one in each line.
#[test]
fn what_the_format_does_not_allow_is_unreadable() {
    let first = b"\x65first\x07";
    let with = |head: u8, rest: &[u8]| [&[head][..], first, rest].concat();
    assert_eq!(becomes(with(0xa1, b"")), Arrival::Resumed, "the other fields start");
    for (why, body) in [
        ("not a map", b"\x07".to_vec()),
        ("nothing at all", Vec::new()),
        ("a trailing byte", with(0xa1, b"\x00")),
        ("an entry too few", with(0xa2, b"")),
        ("an indefinite map", [b"\xbf", &first[..], b"\xff"].concat()),
        ("an indefinite text", with(0xa2, b"\x64text\x7f\x61a\xff")),
        ("an indefinite list", with(0xa2, b"\x64list\x9f\x01\xff")),
        ("a field twice", with(0xa2, b"\x65first\x08")),
        ("a field twice, the first passed over", [b"\xa3\x64text\x61a", &first[..], b"\x64text\x61b"].concat()),
        ("an unknown field twice", with(0xa3, b"\x63new\x01\x63new\x02")),
        ("a key twice in a map", with(0xa2, b"\x63map\xa2\x61a\xf5\x61a\xf4")),
        ("a key twice in a map of an unknown field", with(0xa2, b"\x63new\xa2\x61a\xf5\x61a\xf4")),
        ("a key twice among many", with(0xa2, &many_keys_and_one_again())),
        ("a name that isn't a text", with(0xa2, b"\x01\x01")),
        ("a number longer than it needs to be", b"\xa1\x65first\x18\x07".to_vec()),
        ("a length longer than it needs to be", b"\xa1\x78\x05first\x07".to_vec()),
        ("a text that isn't UTF-8", with(0xa2, b"\x64text\x61\xff")),
        ("an unknown text that isn't UTF-8", with(0xa2, b"\x63new\x61\xff")),
        ("a half float", with(0xa2, b"\x63new\xf9\x3c\x00")),
        ("undefined", with(0xa2, b"\x63new\xf7")),
        ("a date's tag", with(0xa2, b"\x63new\xc0\x60")),
        ("bytes without bytes, as a list", with(0xa2, b"\x64list\x40")),
        ("unknown bytes without bytes", with(0xa2, b"\x63new\x40")),
        ("two keys that would be one list", with(0xa2, b"\x63new\xa2\x80\x01\x40\x02")),
        ("the tag of bytes before a text", with(0xa2, b"\x63new\xd6\x61a")),
        ("the tag of bytes before a list", with(0xa2, b"\x64list\xd6\x80")),
        ("the tag of bytes twice", with(0xa2, b"\x63new\xd6\xd6\x41a")),
        ("the tag of bytes, longer than it needs to be", with(0xa2, b"\x64list\xd8\x16\x41a")),
        ("bytes that end too early", with(0xa2, b"\x64list\xd6\x42a")),
        ("a list of bytes on level 65", with(0xa2, &[b"\x63new", &[0x81; 64][..], b"\x41a"].concat())),
        ("a big number that is small", with(0xa2, b"\x63new\xc2\x41\x01")),
        ("a list longer than the bytes", with(0xa2, b"\x64list\x9b\xff\xff\xff\xff\xff\xff\xff\xff")),
        ("a map longer than the bytes", with(0xa2, b"\x63map\xbb\xff\xff\xff\xff\xff\xff\xff\xff")),
        ("65 levels", with(0xa2, &[b"\x63new", &[0x81; 65][..], b"\x01"].concat())),
        ("a list too long for its array", with(0xa2, b"\x65maybe\x85\x01\x02\x03\x04\x05")),
        ("a variant that isn't one", with(0xa2, b"\x65shape\x64Moon")),
        ("a variant with two values", with(0xa2, b"\x65shape\xa2\x66Circle\x01\x63Dot\xf6")),
        ("another type", with(0xa2, b"\x64text\x01")),
    ] {
        assert_eq!(becomes(body), Arrival::Refused(Refusal::Unreadable), "{why}");
    }
    assert_eq!(becomes(with(0xa2, &[b"\x63new", &[0x81; 64][..], b"\x01"].concat())), Arrival::Resumed, "64 levels");
}

/// Makes a map with more keys than are compared without allocating memory.
fn many_keys_and_one_again() -> Vec<u8> {
    let mut map = b"\x63map\xb8\x29".to_vec();
    for key in (0..40_u8).chain([17]) {
        map.extend([0x62, b'a' + key / 10, b'0' + key % 10, 0xf6]);
    }
    map
}
