//! The session types that hostile bytes are read as: signed and encrypted, structs and machines,
//! of one version and of two. Their fields have types of all kinds that serde treats differently.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use session_core::{Session, SessionState};

thread_local! {
    static REACHED: Cell<usize> = const { Cell::new(0) };
}

/// Returns how often this thread has read a session's first field.
pub(crate) fn reached() -> usize {
    REACHED.get()
}

/// A value that counts how often it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Reached(u64);

impl<'de> Deserialize<'de> for Reached {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        REACHED.set(REACHED.get() + 1);
        u64::deserialize(deserializer).map(Self)
    }
}

/// A value that checks how much memory the format tells it to allocate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Hinted(Vec<u8>);

impl<'de> Deserialize<'de> for Hinted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BytesVisitor;
        impl<'de> Visitor<'de> for BytesVisitor {
            type Value = Hinted;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Hinted, A::Error> {
                let hint = items.size_hint().unwrap_or_default();
                assert!(hint <= 4096, "a cookie can't hold the {hint} items that it is said to hold");
                let mut found = Vec::with_capacity(hint);
                while let Some(item) = items.next_element()? {
                    found.push(item);
                }
                Ok(Hinted(found))
            }
        }
        deserializer.deserialize_seq(BytesVisitor)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Shape {
    #[default]
    Dot,
    Circle(f64),
    Line(u8, String),
    Box {
        width: u32,
        height: Option<u32>,
    },
    Many(Vec<Shape>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tree {
    name: String,
    inner: Vec<Tree>,
}

/// A value that is read through serde's own buffer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Number(u64),
    Text(String),
    Many(Vec<Untagged>),
}

impl Default for Untagged {
    fn default() -> Self {
        Self::Number(0)
    }
}

/// Another value that is read through serde's buffer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Flat {
    known: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

/// Defines structs that have the same fields.
macro_rules! with_fields {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        pub(crate) struct $name {
            first: Reached,
            // This field comes next, because entries in between are passed over without checking
            // how much memory they ask for.
            hinted: Hinted,
            text: String,
            list: Vec<i32>,
            map: BTreeMap<String, Option<bool>>,
            keyed: BTreeMap<i64, (u8, char)>,
            shape: Shape,
            tree: Option<Tree>,
            maybe: Option<[u8; 4]>,
            wide: i128,
            half: f32,
            double: f64,
            json: serde_json::Value,
            untagged: Untagged,
            flat: Flat,
        }
    };
}

with_fields! {
    #[derive(Debug, Session)]
    #[session(name = "hostile/Signed", cookie = "__Host-signed")]
    Signed
}

with_fields! {
    #[derive(Debug, Session)]
    #[session(name = "hostile/Encrypted", cookie = "__Host-encrypted", encrypted, padded = 16)]
    Encrypted
}

with_fields! {
    #[derive(Debug, Default, SessionState)]
    Full
}

with_fields! {
    #[derive(Debug, Default, SessionState)]
    Hidden
}

#[derive(Debug, Session)]
#[session(name = "hostile/Machine", cookie = "__Host-machine")]
#[expect(clippy::large_enum_variant, reason = "all fields are in one state")]
pub(crate) enum Machine {
    #[session(start, to(Other))]
    Full(Full),
    Other(Other),
}

#[derive(Debug, SessionState)]
pub(crate) struct Other {
    text: String,
}

#[derive(Debug, Session)]
#[session(name = "hostile/Sealed", cookie = "__Host-sealed", encrypted)]
pub(crate) enum Sealed {
    #[session(start)]
    Full(Hidden),
}

/// The first version of [`Newer`].
#[derive(Debug, Session)]
#[session(name = "hostile/Newer", cookie = "__Host-newer")]
pub(crate) struct Older {
    first: Reached,
    text: String,
    list: Vec<i32>,
}

/// A type that knows fewer fields, so that there are unknown ones, and that reads some fields as
/// another type.
#[derive(Debug, Session)]
#[session(name = "hostile/Newer", cookie = "__Host-newer", version = 2, upgrade_from(Older))]
pub(crate) struct Newer {
    first: Reached,
    #[session(upgrade = "digits")]
    text: String,
    #[session(upgrade = "only")]
    list: Vec<i64>,
    json: serde_json::Value,
}

fn digits(number: i64) -> String {
    number.to_string()
}

fn only(item: i64) -> Vec<i64> {
    vec![item]
}

impl From<Older> for Newer {
    fn from(older: Older) -> Self {
        let list = older.list.into_iter().map(i64::from).collect();
        Self { first: older.first, text: older.text, list, json: serde_json::Value::Null }
    }
}
