//! Reads a record's fields in any order, and keeps those that the type doesn't know.

use std::collections::BTreeMap;

use serde::de::{Deserialize, IgnoredAny};

use super::de::Decoder;
use super::head::{self, Cursor};
use super::{CodecError, CodecResult, STATE};
use crate::limits::UNKNOWN_FIELDS;
use crate::schema::record::{FieldReader, Record};
use crate::schema::{Field, State, Value};

/// Encoded fields that this version of the type doesn't know: name, value, name, value.
///
/// They are kept because another version, which runs beside this one during a deploy, still knows
/// them.
#[derive(Clone, Default)]
pub(crate) struct Unknown {
    pub(crate) bytes: Vec<u8>,
    pub(crate) count: usize,
    /// How many bytes were dropped because there were too many.
    pub(crate) dropped: usize,
}

/// The error of a record that can't be read, with the field that caused it if there is one.
/// serde's reason is left out, since it can contain the value.
#[derive(Debug)]
pub(crate) struct ReadError {
    pub(crate) field: Option<&'static str>,
}

impl From<CodecError> for ReadError {
    fn from(_: CodecError) -> Self {
        Self { field: None }
    }
}

/// Reads a record from `body`, which has to be exactly one map. `version` is the version of the
/// type that wrote it.
pub(crate) fn read_record<S: Record>(body: &[u8], version: u8) -> Result<(S, Unknown), ReadError> {
    let mut reader = MapReader::new(body)?;
    let (record, written_as) = S::read_version(version, &mut reader)?;
    let unknown = reader.finish(written_as, record.state())?;
    Ok((record, unknown))
}

/// Returns the state of the record in `body`, before anything else of it is read. A struct has
/// only one state.
pub(crate) fn state_of(body: &[u8], states: &'static [State]) -> Option<&'static State> {
    match states {
        [only] if only.name().is_empty() => Some(only),
        _ => states.get(MapReader::new(body).ok()?.state(states).ok()?),
    }
}

#[derive(Clone)]
struct MapReader<'de> {
    cursor: Cursor<'de>,
    /// The number of entries that the cursor hasn't reached.
    ahead: usize,
    /// The entries that were passed over, in their order.
    passed: Vec<Entry<'de>>,
    /// The places of the names in `passed`, if there are more than [`FEW`].
    places: BTreeMap<&'de str, usize>,
}

/// How many names are compared one by one.
const FEW: usize = 16;

#[derive(Clone)]
struct Entry<'de> {
    name: &'de str,
    /// The encoded name and value.
    whole: &'de [u8],
    value: &'de [u8],
    /// Whether a field has read it.
    taken: bool,
}

impl<'de> MapReader<'de> {
    fn new(body: &'de [u8]) -> CodecResult<Self> {
        let mut cursor = Cursor::new(body);
        let ahead = match cursor.head()? {
            (head::MAP, entries) => cursor.count(entries, 2)?,
            _ => return Err(CodecError::NOT_A_MAP),
        };
        Ok(Self { cursor, ahead, passed: Vec::new(), places: BTreeMap::new() })
    }

    /// Passes the name of the next entry if it is this one, and returns whether it was.
    #[expect(clippy::inline_always, reason = "as `FieldReader::field`, which calls it")]
    #[inline(always)]
    fn pass_name(&mut self, name: &str) -> bool {
        let is_this = self.ahead > 0 && self.cursor.pass_name(name);
        self.ahead -= usize::from(is_this);
        is_this
    }

    /// Reads the value behind a name.
    #[inline]
    fn value<T: Value>(&mut self) -> CodecResult<T> {
        T::read(Decoder::new(&mut self.cursor))
    }

    /// Reads the value of a passed-over entry of this name.
    fn passed_named<T: Value>(&mut self, name: &str) -> CodecResult<Option<T>> {
        let place = if self.passed.len() > FEW {
            self.places.get(name).copied()
        } else {
            self.passed.iter().position(|entry| entry.name == name)
        };
        let Some(entry) = place.and_then(|place| self.passed.get_mut(place)) else { return Ok(None) };
        entry.taken = true;
        T::read(Decoder::new(&mut Cursor::new(entry.value))).map(Some)
    }

    /// Passes over one entry, and checks it as strictly as if it were read.
    fn pass(&mut self) -> CodecResult<()> {
        let start = self.cursor.at();
        let name = self.cursor.name()?;
        let value = self.cursor.at();
        IgnoredAny::deserialize(Decoder::new(&mut self.cursor))?;
        self.passed.push(Entry { name, whole: self.cursor.since(start), value: self.cursor.since(value), taken: false });
        self.ahead -= 1;
        if self.passed.len() > FEW {
            let first = if self.places.is_empty() { 0 } else { self.passed.len() - 1 };
            let new = self.passed.iter().enumerate().skip(first);
            self.places.extend(new.map(|(place, entry)| (entry.name, place)));
        }
        Ok(())
    }

    fn find<T: Value>(&mut self, name: &str) -> CodecResult<Option<T>> {
        if let Some(value) = self.passed_named(name)? {
            return Ok(Some(value));
        }
        while self.ahead > 0 {
            if self.pass_name(name) {
                return self.value().map(Some);
            }
            self.pass()?;
        }
        Ok(None)
    }

    /// Reads a value by the field's name, wherever it stands, or by the first of its former names
    /// that is there.
    #[inline(never)]
    fn find_or_alias<T: Value>(&mut self, field: &Field) -> CodecResult<Option<T>> {
        let names = std::iter::once(field.name()).chain(field.aliases().iter().copied());
        for name in names {
            if let Some(value) = self.find(name)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Passes over the remaining entries and returns the unknown ones. Every field has been read
    /// by now, so an entry with a field's current name that wasn't taken is a second one.
    ///
    /// `state` is the record's state in the version that wrote it, and `today` its state in this
    /// version. Names that either knows are not unknown: what is written next contains them
    /// already.
    fn finish(mut self, state: &State, today: &State) -> CodecResult<Unknown> {
        let is_own = |name: &str| state.field(name).is_some() || !state.name().is_empty() && name == STATE;
        while self.ahead > 0 {
            self.pass()?;
        }
        if !self.cursor.is_at_end() {
            return Err(CodecError::TRAILING);
        }
        if has_twins(self.passed.iter().map(|entry| entry.name)) {
            return Err(CodecError::DUPLICATE_KEY);
        }
        let mut unknown = Unknown::default();
        for entry in &self.passed {
            if !entry.taken && is_own(entry.name) {
                return Err(CodecError::DUPLICATE_KEY);
            }
            let known = state.knows(entry.name) || today.knows(entry.name);
            if known {
                continue;
            }
            if unknown.bytes.len() + entry.whole.len() <= UNKNOWN_FIELDS {
                unknown.bytes.extend_from_slice(entry.whole);
                unknown.count += 1;
            } else {
                unknown.dropped += entry.whole.len();
            }
        }
        Ok(unknown)
    }
}

/// Returns whether a name is there twice.
fn has_twins<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

impl FieldReader for MapReader<'_> {
    type Error = ReadError;

    /// Reads the state from the first entry. It stands there so that it is known before anything
    /// else is read.
    fn state(&mut self, states: &'static [State]) -> Result<usize, ReadError> {
        if !self.pass_name(STATE) {
            return Err(CodecError::NO_STATE.into());
        }
        let name = self.cursor.name()?;
        Ok(states.iter().position(|state| state.answers_to(name)).ok_or(CodecError::UNKNOWN_STATE)?)
    }

    #[expect(clippy::inline_always, reason = "in the user's type a name is a constant, and so is comparing it")]
    #[inline(always)]
    fn field<T: Value>(&mut self, field: &'static Field) -> Result<Option<T>, ReadError> {
        let value = if self.pass_name(field.name()) { self.value().map(Some) } else { self.find_or_alias(field) };
        value.map_err(|_| Self::missing(field))
    }

    fn field_or_older<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        upgrade: impl FnOnce(Old) -> T,
    ) -> Result<Option<T>, ReadError> {
        let before = self.clone();
        let fits = self.field(field);
        fits.or_else(|_| {
            *self = before;
            self.field(field).map(|older| older.map(upgrade))
        })
    }

    fn missing(field: &'static Field) -> ReadError {
        ReadError { field: Some(field.rust_name()) }
    }

    fn unknown_version() -> ReadError {
        CodecError::UNKNOWN_VERSION.into()
    }
}
