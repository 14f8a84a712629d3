//! Writes a session to Flask's dict.

use std::borrow::Cow;

use session_core::CloseError;
use session_core::format::{FieldWriter, READS_BACK_OTHERWISE, Record, UNREADABLE_AGAIN, reads_back};
use session_core::schema::State;
use session_core::schema::{Field, Value as FieldValue};

use super::equal::is_equal;
use super::kept::Kept;
use super::names::STATE;
use super::read::Payload;
use super::restore::restored;
use crate::json::{Serializer, dict_to_text, to_text};
use crate::value::{Dict, Text, Value};

/// The JSON text of a session.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// Whether the session is empty, so that Flask would delete the cookie.
    pub(crate) is_empty: bool,
}

/// Writes a session: the fields of `record`, the keys that were read and that it doesn't have, and
/// `own`, the keys that belong to the session itself and to no field, such as `_permanent`.
///
/// A field that is `None` is left out, as a Flask application pops a key. It is written as null if
/// it was read as null, or if its default for a missing key is another value.
///
/// A field of a foreign type is read back from what is written for it. Only the type itself knows
/// whether it reads that.
///
/// # Errors
///
/// [`CloseError::Unstorable`]. A field that has the name of one of the session's own keys can't
/// be stored.
pub(crate) fn write_record<S: Record>(record: &S, kept: &Kept, own: &[(&'static str, Value)]) -> Result<Written, CloseError> {
    let mut writer = DictWriter { kept, own, entries: Vec::new() };
    record.write(&mut writer)?;
    let fields = writer.entries;
    let own: Vec<_> = own.iter().map(|(name, value)| (Text::from_static(name), value)).collect();
    let mut entries: Vec<(&Text, &Value)> = own.iter().map(|(name, value)| (name, *value)).collect();
    entries.extend(fields.iter().map(|(name, value)| (name, &**value)));
    entries.extend(kept.unknown_to(record.state()));
    // Another application may have a key of the same name. Of two equal keys, the first one counts
    // here.
    entries.sort_by_key(|(name, _)| *name);
    entries.dedup_by_key(|(name, _)| *name);
    Ok(Written { text: dict_to_text(entries.iter().copied()), is_empty: entries.is_empty() })
}

struct DictWriter<'a> {
    kept: &'a Kept,
    own: &'a [(&'static str, Value)],
    entries: Vec<(Text, Cow<'a, Value>)>,
}

impl DictWriter<'_> {
    /// Returns whether a key belongs to the session itself, so that no field can have it.
    fn is_taken(&self, name: &str) -> bool {
        let is_state = name == STATE && self.entries.first().is_some_and(|(first, _)| *first == STATE);
        is_state || self.own.iter().any(|(own, _)| *own == name)
    }
}

impl FieldWriter for DictWriter<'_> {
    type Error = CloseError;

    fn state(&mut self, state: &'static State) -> Result<(), CloseError> {
        self.entries.push((Text::from_static(STATE), Cow::Owned(Value::Text(Text::from_static(state.name())))));
        Ok(())
    }

    fn field<T: FieldValue>(
        &mut self,
        field: &'static Field,
        value: &T,
        default_is: impl FnOnce(fn(&T) -> bool) -> bool,
    ) -> Result<(), CloseError> {
        let unstorable = |why| CloseError::Unstorable { field: Some(field.rust_name()), why };
        if self.is_taken(field.name()) {
            return Err(unstorable("its key in the cookie is one of the session's own: give it another by `rename`"));
        }
        let new = value.write(Serializer::new()).map_err(|why| unstorable(why.why()))?;
        let written = match self.kept.original(field) {
            Some(original) => restored::<T>(new, original),
            None => new.map(Cow::Owned),
        };
        let written = match written {
            None if default_is(is_written_as_none) => return Ok(()),
            None => Cow::Owned(Value::Null),
            Some(written) => written,
        };
        if field.is_foreign() {
            check(field, value, &written).map_err(unstorable)?;
        }
        self.entries.push((Text::from_static(field.name()), written));
        Ok(())
    }
}

fn is_written_as_none<T: FieldValue>(value: &T) -> bool {
    matches!(value.write(Serializer::new()), Ok(None))
}

/// Checks that a field reads back as `value` from the text of what was `written`.
///
/// # Errors
///
/// Why the value can't be stored.
fn check<T: FieldValue>(field: &'static Field, value: &T, written: &Value) -> Result<(), &'static str> {
    let name = Text::from_static(field.name());
    let text = dict_to_text([(&name, written)].into_iter());
    let payload = Payload::parse(text.as_bytes(), usize::MAX).map_err(|_| UNREADABLE_AGAIN)?;
    let again: T = payload.field(field).map_err(|_| UNREADABLE_AGAIN)?;
    if reads_back(value, &again) { Ok(()) } else { Err(READS_BACK_OTHERWISE) }
}

/// Checks that the record as a whole reads back equal. The order inside of lists isn't compared,
/// since sets have none.
///
/// # Errors
///
/// [`CloseError::Unstorable`], with the first field that doesn't read back equal.
pub(crate) fn check_whole<S: Record>(record: &S, version: u8) -> Result<(), CloseError> {
    let unstorable = |field, why| CloseError::Unstorable { field, why };
    let first = fields(record)?;
    let text = to_text(&Value::Dict(first.clone()));
    let unreadable = |field| unstorable(field, UNREADABLE_AGAIN);
    let payload = Payload::parse(text.as_bytes(), usize::MAX).map_err(|_| unreadable(None))?;
    let (again, _) = payload.read::<S>(version).map_err(|error| unreadable(error.field))?;
    let second = fields(&again)?;
    let differs = |name: &&Text| !is_equal(first.get_text(name.as_bytes()), second.get_text(name.as_bytes()));
    let names = first.iter().chain(second.iter()).map(|(name, _)| name);
    match { names }.find(differs) {
        None => Ok(()),
        Some(name) => {
            let field = name.as_str().and_then(|name| again.state().field(name)).map(Field::rust_name);
            Err(unstorable(field, READS_BACK_OTHERWISE))
        }
    }
}

/// Writes the fields of a record, without the other keys that were read.
fn fields<S: Record>(record: &S) -> Result<Dict, CloseError> {
    let kept = Kept::default();
    let mut writer = DictWriter { kept: &kept, own: &[], entries: Vec::new() };
    record.write(&mut writer)?;
    Ok(writer.entries.into_iter().map(|(name, value)| (name, value.into_owned())).collect())
}
