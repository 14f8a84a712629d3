//! Reads a session from Flask's dict.

use session_core::format::{FieldReader, Record};
use session_core::schema::State;
use session_core::schema::{Field, Value as FieldValue};

use super::kept::Kept;
use super::names::{STATE, find};
use crate::json::{Deserializer, JsonError, JsonResult, parse};
use crate::value::{Dict, Value};

/// The dict of a session that was read, before it is turned into the session type.
pub(crate) struct Payload(Dict);

/// Why a session couldn't be read. If a field was the reason, the error has its name in the
/// struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadError {
    pub(crate) field: Option<&'static str>,
    pub(crate) why: JsonError,
}

impl From<JsonError> for ReadError {
    fn from(why: JsonError) -> Self {
        Self { field: None, why }
    }
}

impl Payload {
    /// Reads the JSON text of a session that may have `values` values.
    pub(crate) fn parse(text: &[u8], values: usize) -> JsonResult<Self> {
        match parse(text, values)? {
            Value::Dict(entries) => Ok(Self(entries)),
            _ => Err(JsonError::NOT_A_DICT),
        }
    }

    /// Takes out the value of a key that belongs to the session itself and to no field, such as
    /// `_permanent`. A value that `read` can't read stays.
    pub(crate) fn take<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = read(self.0.get(name)?)?;
        self.0.remove(name);
        Some(value)
    }

    /// Reads the value of one field, which is there.
    pub(super) fn field<T: FieldValue>(&self, field: &'static Field) -> Result<T, ReadError> {
        DictReader(&self.0).field(field)?.ok_or_else(|| DictReader::missing(field))
    }

    /// Reads the record that this version of the type wrote, and keeps the keys that it doesn't
    /// know.
    pub(crate) fn read<S: Record>(self, version: u8) -> Result<(S, Kept), ReadError> {
        let mut reader = DictReader(&self.0);
        let (record, written_as) = S::read_version(version, &mut reader)?;
        let kept = Kept::of(self.0, written_as, record.state());
        Ok((record, kept))
    }
}

fn state_index(name: Option<&Value>, states: &'static [State]) -> JsonResult<usize> {
    let index = match name {
        None => states.iter().position(State::is_start),
        Some(name) => name.as_str().and_then(|name| states.iter().position(|state| state.answers_to(name))),
    };
    index.ok_or(JsonError::UNKNOWN_STATE)
}

struct DictReader<'a>(&'a Dict);

impl FieldReader for DictReader<'_> {
    type Error = ReadError;

    fn state(&mut self, states: &'static [State]) -> Result<usize, ReadError> {
        Ok(state_index(self.0.get(STATE), states)?)
    }

    fn field<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, ReadError> {
        let value = find(self.0, field).map(|value| T::read(Deserializer(value)));
        value.transpose().map_err(|why| ReadError { field: Some(field.rust_name()), why })
    }

    fn field_or_older<T: FieldValue, Old: FieldValue>(
        &mut self,
        field: &'static Field,
        upgrade: impl FnOnce(Old) -> T,
    ) -> Result<Option<T>, ReadError> {
        let fits = self.field(field);
        fits.or_else(|_| self.field(field).map(|older| older.map(upgrade)))
    }

    fn missing(field: &'static Field) -> ReadError {
        ReadError { field: Some(field.rust_name()), why: JsonError::NO_FIELD }
    }

    fn unknown_version() -> ReadError {
        JsonError::UNKNOWN_VERSION.into()
    }
}
