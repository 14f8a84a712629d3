//! Types with every attribute of serde that decides what is written.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{BuildHasherDefault, DefaultHasher};

use serde::de::Visitor;
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Plain {
    pub(super) number: u8,
    pub(super) text: String,
    pub(super) maybe: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Color {
    Red,
    Green,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub(super) enum Price {
    Free,
    Cents { amount: i128 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Paid {
    pub(super) wei: u128,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::option_option, reason = "it is one of the shapes")]
pub(super) enum External {
    Unit,
    One(Plain),
    Two(u8, String),
    Named { a: Option<u8>, b: String },
    Maybe(Option<Option<u8>>),
    Nothing(()),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub(super) enum Internal<T> {
    Unit,
    One(T),
    Named { a: Option<u8>, b: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub(super) enum Adjacent<T> {
    Unit,
    One(T),
    Two(u8, T),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Untagged<T> {
    Number(T),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WholeOrReal {
    Whole(u128),
    Real(f64),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Overlapping {
    A { x: Option<u8> },
    B { y: u8 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Seasons {
    Four([u8; 4]),
    Any(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Flattened<T> {
    pub(super) before: u8,
    #[serde(flatten)]
    pub(super) inside: T,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) bools: BTreeMap<bool, u8>,
    pub(super) numbers: BTreeMap<i16, u8>,
    pub(super) chars: BTreeMap<char, u8>,
    pub(super) colors: BTreeMap<Color, u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct SkippedInStruct {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    pub(super) page: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum SkippedInVariant {
    By {
        #[serde(skip_serializing_if = "String::is_empty")]
        text: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct SkippedWith {
    #[serde(with = "as_text", skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct SkippedWithDefault {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) maybe: Option<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct OnlyWritten {
    #[serde(default, skip_deserializing)]
    pub(super) half: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct HoldsBytes {
    pub(super) bytes: Bytes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct HoldsAddress {
    pub(super) address: std::net::IpAddr,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Tree {
    Leaf(i128),
    Both(Box<Tree>, Box<Tree>),
    Node { children: Vec<Tree> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SkippedInTuple(
    #[serde(skip_serializing_if = "Option::is_none")] pub(super) Option<u8>,
    pub(super) u8,
    #[serde(skip_serializing_if = "Option::is_none")] pub(super) Option<u8>,
);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Id(pub(super) u32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Empty;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Transparent(pub(super) Option<u8>);

/// A number that is written as a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ByText(pub(super) i128);

impl Serialize for ByText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ByText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Bytes that are written as bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyBytes;
        impl Visitor<'_> for AnyBytes {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_bytes(AnyBytes)
    }
}

/// A list that announces one item more than it has.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct WrongLength(pub(super) Vec<u8>);

impl Serialize for WrongLength {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.0.len() + 1))?;
        self.0.iter().try_for_each(|item| items.serialize_element(item))?;
        items.end()
    }
}

/// A number that reads back as the next one, if there is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct OneWay(pub(super) u8);

impl<'de> Deserialize<'de> for OneWay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(|number| Self(number.saturating_add(1)))
    }
}

mod as_text {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
    pub(super) fn serialize<S: Serializer>(number: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
        number.map(|number| number.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
        Option::<String>::deserialize(deserializer).map(|text| text.and_then(|text| text.parse().ok()))
    }
}

/// A pair that is read in the other order than it is written in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Swapped(pub(super) u8, pub(super) u8);

impl<'de> Deserialize<'de> for Swapped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <(u8, u8)>::deserialize(deserializer).map(|(first, second)| Self(second, first))
    }
}

/// A list that is read from its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Reversed(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Reversed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|list| Self(list.into_iter().rev().collect()))
    }
}

/// A set whose hashes are the same each time.
pub(super) type SteadySet = HashSet<String, BuildHasherDefault<DefaultHasher>>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sets {
    pub(super) random: HashSet<String>,
    pub(super) steady: SteadySet,
    pub(super) inside: Vec<(u8, HashSet<u8>)>,
}
