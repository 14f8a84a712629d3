//! A list of bytes is written as a byte string, whatever collection it is, and is read by whatever
//! asks for a list or for bytes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use session_core::{Arrival, Session, SessionValue};

use crate::evolution::version_and_body;
use crate::forge::{Forge, open, sessions, token};

#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Pair(u8, u8);

#[derive(Default, PartialEq, SessionValue)]
struct OwnPair(u8, u8);

#[derive(Default, PartialEq, Serialize, Deserialize)]
enum Shape {
    #[default]
    Dot,
    Pair(u8, u8),
}

/// A list that is written before its length is known.
#[derive(Default, PartialEq, Deserialize)]
struct Unknown(Vec<u8>);

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().filter(|_| true))
    }
}

/// Bytes that a type writes as bytes, and reads as nothing else.
#[derive(Debug, Default, PartialEq)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyBytes;

        impl Visitor<'_> for OnlyBytes {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }

        deserializer.deserialize_bytes(OnlyBytes)
    }
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Wrapped(u8);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Bytes { bytes: Bytes },
    List { list: Vec<u8> },
}

impl Default for Untagged {
    fn default() -> Self {
        Self::List { list: Vec::new() }
    }
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Flattened {
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Inner {
    bytes: Bytes,
    list: Vec<u8>,
    maybe: Vec<Option<u8>>,
}

/// Writes a value, and reads that and the encodings that are read as the same value.
macro_rules! lists {
    ($($name:ident: $ty:ty, $value:expr, $encoded:expr $(, and reads $($other:expr),+)?;)*) => {
        $(#[test]
        fn $name() {
            #[derive(Session)]
            #[session(name = "lists", cookie = "__Host-lists")]
            struct One {
                it: $ty,
            }

            let body = |encoded: &[u8]| [&b"\xa1\x62it"[..], encoded].concat();
            let (_, written) = version_and_body(&token(&sessions::<One>().0, None, |one| one.it = $value));
            assert_eq!(written, body($encoded));
            for encoded in [&$encoded[..] $($(, &$other[..])+)?] {
                let token = Forge::new("lists", "__Host-lists", body(encoded)).token();
                let (arrival, is_equal) = open(&sessions::<One>().0, token.as_bytes(), |one| one.it == $value);
                assert!(arrival == Arrival::Resumed && is_equal, "{encoded:x?}: {arrival:?}");
            }
        })*
    };
}

lists! {
    a_list: Vec<u8>, vec![1, 23, 24, 200], b"\x44\x01\x17\x18\xc8", and reads b"\x84\x01\x17\x18\x18\x18\xc8", b"\xd6\x44\x01\x17\x18\xc8";
    a_queue: VecDeque<u8>, VecDeque::from([9, 246]), b"\x42\x09\xf6";
    a_set: BTreeSet<u8>, BTreeSet::from([9, 246]), b"\x42\x09\xf6";
    an_array: [u8; 2], [9, 246], b"\x42\x09\xf6";
    a_pair: (u8, u8), (9, 246), b"\x42\x09\xf6";
    a_list_of_newtypes: Vec<Wrapped>, vec![Wrapped(9), Wrapped(246)], b"\x42\x09\xf6";
    a_list_of_options: Vec<Option<u8>>, vec![Some(9), Some(246)], b"\x42\x09\xf6";
    a_list_of_lists: Vec<Vec<u8>>, vec![vec![], vec![200]], b"\x82\x80\x41\xc8";
    a_list_in_a_map: BTreeMap<u8, (u8,)>, BTreeMap::from([(200, (200,))]), b"\xa1\x18\xc8\x41\xc8";
    a_list_of_256: Vec<u8>, vec![255; 256], &[&b"\x59\x01\x00"[..], &[255; 256]].concat();
    bytes_that_are_no_list: Bytes, Bytes(vec![9, 246]), b"\xd6\x42\x09\xf6", and reads b"\x42\x09\xf6";
    an_empty_list: Option<Vec<u8>>, Some(Vec::new()), b"\x80", and reads b"\xd6\x40";
    a_tuple_struct: Pair, Pair(9, 246), b"\x42\x09\xf6", and reads b"\xd6\x42\x09\xf6", b"\x82\x09\x18\xf6";
    a_tuple_struct_of_ours: OwnPair, OwnPair(9, 246), b"\x42\x09\xf6", and reads b"\xd6\x42\x09\xf6", b"\x82\x09\x18\xf6";
    a_tuple_variant: Shape, Shape::Pair(9, 246), b"\xa1\x64Pair\x42\x09\xf6", and reads b"\xa1\x64Pair\xd6\x42\x09\xf6";
    a_list_as_a_key: BTreeMap<[u8; 2], u8>, BTreeMap::from([([9, 246], 1)]), b"\xa1\x42\x09\xf6\x01";
    a_list_of_a_length_that_serde_does_not_know: Unknown, Unknown((0..24).collect()),
        &[&b"\x58\x18"[..], &(0..24).collect::<Vec<u8>>()].concat();

    an_option_in_a_list_that_is_none: Vec<Option<u8>>, vec![Some(9), Some(246), None, Some(200)], b"\x84\x09\x18\xf6\xf6\x18\xc8";
    a_text_beside_a_byte: (u8, u8, String), (9, 246, "x".to_owned()), b"\x83\x09\x18\xf6\x61x";
    a_list_beside_a_byte: (u8, Vec<u8>, u8), (246, vec![246], 246), b"\x83\x18\xf6\x41\xf6\x18\xf6";
    wider_integers: Vec<u16>, vec![9, 246], b"\x82\x09\x18\xf6", and reads b"\x42\x09\xf6";

    bytes_behind_a_buffer: Untagged, Untagged::Bytes { bytes: Bytes(vec![9]) }, b"\xa1\x65bytes\xd6\x41\x09";
    a_list_behind_a_buffer: Untagged, Untagged::List { list: vec![9] }, b"\xa1\x64list\x41\x09";
    both_behind_a_buffer: Flattened,
        Flattened { inner: Inner { bytes: Bytes(vec![9]), list: vec![246], maybe: vec![Some(246), Some(9)] } },
        b"\xa3\x65bytes\xd6\x41\x09\x64list\x41\xf6\x65maybe\x42\xf6\x09";
}

/// A list of bytes is written into a room that is too small and moved to a larger one, before or
/// after it turns out that it isn't a list of bytes.
#[test]
fn a_list_that_is_no_list_of_bytes_in_the_end_may_be_of_any_length() {
    #[derive(Session)]
    #[session(name = "lists", cookie = "__Host-lists")]
    struct Long {
        it: Vec<Option<u8>>,
        after: u8,
    }

    for length in (0..1400_usize).step_by(7).chain([255, 256, 257, 449, 450, 451, 900, 901]) {
        let it: Vec<Option<u8>> = (0..length).map(|place| Some(place.to_le_bytes()[0])).chain([None]).collect();
        let token = token(&sessions::<Long>().0, None, |long| (long.it, long.after) = (it.clone(), 7));
        let (_, is_equal) = open(&sessions::<Long>().0, token.as_bytes(), |long| long.it == it && long.after == 7);
        assert!(is_equal, "{length} bytes and one that is none");
    }
}

/// As a byte string, twice as much fits into a cookie as by numbers.
#[test]
fn a_list_of_bytes_nearly_fills_a_cookie() {
    #[derive(Session)]
    #[session(name = "lists", cookie = "__Host-lists")]
    struct Large {
        it: Vec<u8>,
    }

    let it = vec![200; 3000];
    let token = token(&sessions::<Large>().0, None, |large| large.it.clone_from(&it));
    assert!(open(&sessions::<Large>().0, token.as_bytes(), |large| large.it == it).1);
}
