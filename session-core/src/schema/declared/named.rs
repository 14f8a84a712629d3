//! A struct whose fields are stored by their names.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;

use super::{Read, Written};
use crate::schema::Field;
use crate::schema::derived::StoredField;

/// A struct whose fields are stored by their names.
pub trait NamedFields: Sized {
    const NAME: &'static str;
    const FIELDS: &'static [&'static Field];
    fn read<'de, A: MapAccess<'de>>(entries: &mut Entries<A>) -> Result<Self, A::Error>;
}

pub fn write_named<S: StoredField<INDEX>, const INDEX: usize, W: SerializeStruct>(
    record: &S::Record,
    fields: &mut W,
) -> Result<(), W::Error> {
    fields.serialize_field(S::FIELD.name(), &Written(S::get(record)))
}

pub fn read_named<'de, T: NamedFields, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Named(PhantomData))
}

/// The entries of a struct that is being read.
#[derive(Debug)]
pub struct Entries<A> {
    map: A,
    fields: &'static [&'static Field],
    /// Which of the names of its field the last key was: 0 for the current one.
    rank: usize,
}

impl<'de, A: MapAccess<'de>> Entries<A> {
    /// Returns the index of the field that the next entry belongs to. Entries that belong to none
    /// are passed over.
    pub fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        while let Some(found) = self.map.next_key_seed(FieldName(self.fields))? {
            if let Some((index, rank)) = found {
                self.rank = rank;
                return Ok(Some(index));
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// Reads the value of the entry into its field. A value under the field's name takes precedence
    /// over one under a former name.
    pub fn read<S: StoredField<INDEX>, const INDEX: usize>(&mut self, into: &mut Slot<S, INDEX>) -> Result<(), A::Error> {
        match &into.0 {
            Some((rank, _)) if *rank == self.rank => Err(A::Error::duplicate_field(S::FIELD.name())),
            Some((rank, _)) if *rank < self.rank => self.map.next_value::<IgnoredAny>().map(drop),
            _ => {
                into.0 = Some((self.rank, self.map.next_value_seed(Read(PhantomData))?));
                Ok(())
            }
        }
    }
}

/// The value of a field while its struct is being read, with the rank of the name that it was found
/// under.
pub struct Slot<S: StoredField<INDEX>, const INDEX: usize>(Option<(usize, S::Type)>);

impl<S: StoredField<INDEX>, const INDEX: usize> Slot<S, INDEX> {
    pub const EMPTY: Self = Self(None);

    /// Returns what was found for the field.
    pub fn into_found(self) -> Option<S::Type> {
        self.0.map(|(_, value)| value)
    }
}

impl<S: StoredField<INDEX>, const INDEX: usize> fmt::Debug for Slot<S, INDEX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

/// Returns what was found for a field, or its default.
///
/// # Errors
///
/// That the field is missing.
pub fn or_named_default<S: StoredField<INDEX>, const INDEX: usize, E: Error>(found: Option<S::Type>) -> Result<S::Type, E> {
    found.or_else(S::default).ok_or_else(|| E::missing_field(S::FIELD.name()))
}

struct Named<T>(PhantomData<T>);

impl<'de, T: NamedFields> Visitor<'de> for Named<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fields of `{}`", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Entries { map, fields: T::FIELDS, rank: 0 })
    }
}

/// Finds the field that a key is a name of, and which of its names.
struct FieldName(&'static [&'static Field]);

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<(usize, usize)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<(usize, usize)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let mut fields = self.0.iter().enumerate();
        Ok(fields.find_map(|(index, field)| field.rank_of(name).map(|rank| (index, rank))))
    }
}
