//! Values of every kind that serde knows read back equal, or are refused when they are written.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use session_core::format::UNREADABLE_AGAIN;
use session_core::testing::block_on;
use session_core::{CloseError, Session, SessionError};

use crate::forge::{open, sessions};

/// Every shape of serde's data model, nested at will.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(clippy::option_option, reason = "it is one of the shapes")]
enum Any {
    #[default]
    Unit,
    Nothing(()),
    Bool(bool),
    I8(i8),
    I64(i64),
    I128(i128),
    U8(u8),
    U64(u64),
    U128(u128),
    F32(Bits32),
    F64(Bits64),
    Char(char),
    Text(String),
    Bytes(#[serde(with = "bytes")] Vec<u8>),
    ByteList(Vec<u8>),
    ByteArray([u8; 3]),
    BytesOrNone(VecDeque<Option<u8>>),
    Wrapped(Vec<Wrapped>),
    ByteSets(HashSet<BTreeSet<u8>>),
    BytePair(u8, u8),
    Maybe(Option<Box<Any>>),
    MaybeMaybe(Option<Option<u8>>),
    MaybeUnit(Option<()>),
    UnitStruct(Empty),
    Seq(Vec<Any>),
    Tuple(u8, Box<Any>, String),
    Array([i16; 3]),
    Map(BTreeMap<String, Any>),
    NumberMap(BTreeMap<i64, Any>),
    Struct {
        first: Box<Any>,
        second: Option<u8>,
    },
    Set(BTreeSet<u16>),
    Internally(Internally),
    Adjacently(Adjacently),
    Untagged(Untagged),
    Flattened(Flattened),
    Address(std::net::IpAddr),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Empty;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Internally {
    Unit,
    Fields {
        number: u64,
        text: Option<String>,
        address: std::net::IpAddr,
    },
    Bytes {
        list: Vec<u8>,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
    },
    Newtype(Inner),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(u8);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacently {
    Unit,
    One(Box<Any>),
    Two(u8, String),
}

/// The first variant that fits is read, so each has a shape of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Wide(u128),
    Text(String),
    List(Vec<i64>),
    Fields { map: BTreeMap<String, f64> },
    Inner(Inner),
    Bytes(#[serde(with = "bytes")] Vec<u8>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    before: u8,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    inside: Option<String>,
    list: Vec<Option<u8>>,
    #[serde(with = "bytes")]
    bytes: Vec<u8>,
}

fn inner() -> impl Strategy<Value = Inner> {
    let (list, bytes) = (prop::collection::vec(any::<Option<u8>>(), 0..4), prop::collection::vec(any::<u8>(), 0..30));
    (prop::option::of("\\PC{0,12}"), list, bytes).prop_map(|(inside, list, bytes)| Inner { inside, list, bytes })
}

/// Compares floats by their bits: NaN equals itself here, and −0 isn't 0.
macro_rules! bits {
    ($name:ident, $float:ident) => {
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        struct $name($float);

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.to_bits() == other.0.to_bits()
            }
        }
    };
}

bits!(Bits32, f32);
bits!(Bits64, f64);

/// Bytes that are serialized as bytes.
mod bytes {
    use serde::{Deserializer, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

fn any_value() -> impl Strategy<Value = Any> {
    let text = || "\\PC{0,12}";
    let leaf = prop_oneof![
        Just(Any::Unit),
        Just(Any::Nothing(())),
        any::<bool>().prop_map(Any::Bool),
        any::<i8>().prop_map(Any::I8),
        any::<i64>().prop_map(Any::I64),
        any::<i128>().prop_map(Any::I128),
        any::<u8>().prop_map(Any::U8),
        prop_oneof![any::<u64>(), 0..30_u64, 250..260_u64, 65_530..65_540_u64].prop_map(Any::U64),
        any::<u128>().prop_map(Any::U128),
        any::<u32>().prop_map(|bits| Any::F32(Bits32(f32::from_bits(bits)))),
        any::<u64>().prop_map(|bits| Any::F64(Bits64(f64::from_bits(bits)))),
        any::<char>().prop_map(Any::Char),
        text().prop_map(Any::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Any::Bytes),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Any::ByteList),
        any::<[u8; 3]>().prop_map(Any::ByteArray),
        prop::collection::vec_deque(prop::option::weighted(0.9, any::<u8>()), 0..30).prop_map(Any::BytesOrNone),
        prop::collection::vec(any::<u8>().prop_map(Wrapped), 0..30).prop_map(Any::Wrapped),
        prop::collection::hash_set(prop::collection::btree_set(any::<u8>(), 0..4), 0..4).prop_map(Any::ByteSets),
        any::<(u8, u8)>().prop_map(|(one, other)| Any::BytePair(one, other)),
        any::<Option<Option<u8>>>().prop_map(Any::MaybeMaybe),
        any::<Option<()>>().prop_map(Any::MaybeUnit),
        Just(Any::UnitStruct(Empty)),
        any::<[i16; 3]>().prop_map(Any::Array),
        prop::collection::btree_set(any::<u16>(), 0..30).prop_map(Any::Set),
        any::<std::net::IpAddr>().prop_map(Any::Address),
        Just(Any::Internally(Internally::Unit)),
        (any::<u64>(), prop::option::of(text()), any::<std::net::IpAddr>())
            .prop_map(|(number, text, address)| Any::Internally(Internally::Fields { number, text, address })),
        any::<u128>().prop_map(|wide| Any::Untagged(Untagged::Wide(wide))),
        text().prop_map(|text| Any::Untagged(Untagged::Text(text))),
        prop::collection::vec(any::<i64>(), 0..4).prop_map(|list| Any::Untagged(Untagged::List(list))),
        prop::collection::btree_map(text(), -1e9..1e9_f64, 0..20).prop_map(|map| Any::Untagged(Untagged::Fields { map })),
        (any::<u8>(), inner(), prop::collection::btree_map("[a-z]{1,6}", any::<u64>(), 0..30))
            .prop_map(|(before, inner, rest)| Any::Flattened(Flattened { before, inner, rest })),
        inner().prop_map(|inner| Any::Internally(Internally::Newtype(inner))),
        inner().prop_map(|inner| Any::Untagged(Untagged::Inner(inner))),
        inner().prop_map(|inner| Any::Untagged(Untagged::Bytes(inner.bytes))),
        (prop::collection::vec(any::<u8>(), 0..30), inner())
            .prop_map(|(list, inner)| Any::Internally(Internally::Bytes { list, bytes: inner.bytes })),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            prop::option::of(boxed.clone()).prop_map(Any::Maybe),
            prop::collection::vec(inner.clone(), 0..5).prop_map(Any::Seq),
            (any::<u8>(), boxed.clone(), text()).prop_map(|(a, b, c)| Any::Tuple(a, b, c)),
            prop::collection::btree_map(text(), inner.clone(), 0..5).prop_map(Any::Map),
            prop::collection::btree_map(any::<i64>(), inner, 0..5).prop_map(Any::NumberMap),
            (boxed.clone(), any::<Option<u8>>()).prop_map(|(first, second)| Any::Struct { first, second }),
            boxed.prop_map(|one| Any::Adjacently(Adjacently::One(one))),
            Just(Any::Adjacently(Adjacently::Unit)),
            (any::<u8>(), text()).prop_map(|(a, b)| Any::Adjacently(Adjacently::Two(a, b))),
        ]
    })
}

#[derive(Session)]
#[session(name = "any", cookie = "__Host-any")]
struct Holds {
    value: Any,
    /// The test has two more fields, so that a value that is read wrongly damages its neighbours.
    before: u8,
    after: String,
}

fn store(value: &Any) -> Result<Option<String>, SessionError> {
    let (sessions, _) = sessions::<Holds>();
    let (_, closed) = block_on(sessions.scope(None, async |mut holds| {
        holds.value = value.clone();
        holds.before = 200;
        holds.after.push_str("after");
    }))?;
    Ok(closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_equal_or_is_refused(value in any_value()) {
        match store(&value) {
            Ok(token) => {
                let token = token.expect("something was written");
                let (sessions, _) = sessions::<Holds>();
                let (arrival, equal) = open(&sessions, token.as_bytes(), |holds| {
                    holds.value == value && holds.before == 200 && holds.after == "after"
                });
                prop_assert!(equal, "{:?} reads back otherwise ({:?})", value, arrival);
            }
            Err(SessionError::Close(CloseError::Unstorable { field, .. })) => prop_assert_eq!(field, Some("value")),
            Err(SessionError::Close(CloseError::TooLarge { .. })) => {}
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

/// Values that can't be told apart in CBOR, or can't be read back, with the reason for refusing
/// them.
#[test]
fn what_would_read_back_as_something_else_is_refused_with_the_fields_name() {
    let why = |value: Any| match store(&value) {
        Err(SessionError::Close(CloseError::Unstorable { field: Some("value"), why })) => why,
        other => panic!("{value:?}: {other:?}"),
    };
    let is_null = "`Some` of a value that is written like `None` would read back as `None`";
    assert_eq!(why(Any::MaybeMaybe(Some(None))), is_null);
    assert_eq!(why(Any::MaybeUnit(Some(()))), is_null);
    assert_eq!(why(Any::Untagged(Untagged::Wide(u128::MAX))), UNREADABLE_AGAIN);
    let collides = Flattened {
        before: 1,
        inner: Inner { inside: None, list: Vec::new(), bytes: Vec::new() },
        rest: BTreeMap::from([("before".to_owned(), 2)]),
    };
    assert_eq!(why(Any::Flattened(collides)), "a map in it has the same key twice");
}

/// 64 levels are allowed in both directions, so that nothing can be stored that can't be read.
#[test]
fn a_value_nests_64_levels_and_no_more() {
    // `{"Seq": [ … ]}` has two levels, and the enum itself is the value at the last level.
    let nest = |levels: usize| (0..levels / 2).fold(Any::Bool(true), |inner, _| Any::Seq(vec![inner]));
    let deepest = nest(62);
    let token = store(&deepest).expect("63 levels").expect("written");
    let (sessions, _) = sessions::<Holds>();
    assert!(open(&sessions, token.as_bytes(), |holds| holds.value == deepest).1);
    match store(&nest(64)) {
        Err(SessionError::Close(CloseError::Unstorable { field: Some("value"), why })) => {
            assert_eq!(why, "it is nested more than 64 levels deep");
        }
        other => panic!("{other:?}"),
    }
}

/// The largest integers, whose two's complement has no positive counterpart.
#[test]
fn the_ends_of_every_integer_read_back() {
    for value in [
        Any::I64(i64::MIN),
        Any::I128(i128::MIN),
        Any::I128(i128::MAX),
        Any::I128(-(1 << 64)),
        Any::I128(-(1 << 64) - 1),
        Any::U128(u128::MAX),
        Any::U128(1 << 64),
        Any::U64(u64::MAX),
    ] {
        let token = store(&value).expect("stored").expect("written");
        let (sessions, _) = sessions::<Holds>();
        assert!(open(&sessions, token.as_bytes(), |holds| holds.value == value).1, "{value:?}");
    }
}
