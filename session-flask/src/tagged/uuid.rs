//! UUIDs, which are 16 bytes in a newtype with a name of its own.

use std::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;
use uuid::Uuid;

use super::Tag;
use super::bytes::{ByteBuf, Bytes};
use crate::json::UUID;
use crate::value::Value;

impl Tag for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(UUID, &Bytes(self.as_bytes()))
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(UUID, Inside)
    }
}

/// Reads the value inside of the newtype, or the text with hyphens that serde's buffers
/// (`untagged`, `flatten`) hold instead.
struct Inside;

impl<'de> Visitor<'de> for Inside {
    type Value = Uuid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a UUID")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Uuid, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Uuid, E> {
        Uuid::from_slice(bytes).map_err(de::Error::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Uuid, A::Error> {
        ByteBuf.visit_seq(items).and_then(|bytes| self.visit_bytes(&bytes))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Uuid, E> {
        text.parse().map_err(de::Error::custom)
    }
}

/// As its bytes in the order of its digits.
impl From<Uuid> for Value {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid.into_bytes())
    }
}
