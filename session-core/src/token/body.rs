//! The body of a token or of a record: how its fields are judged when they come, and checked before
//! they go.

use super::Kept;
use super::codec::{self, Unknown};
use super::encoded::Encoded;
use crate::error::{CloseError, READS_BACK_OTHERWISE, Refusal, UNREADABLE_AGAIN};
use crate::event;
use crate::schema::record::Record;
use crate::schema::{Field, Schema, State};
use crate::time::{Timeline, Timeouts, Timestamp};

/// Reads a record from `body`, whose seal was verified, if its time hasn't passed at `now`.
/// `version` is the version of the type that wrote it, and `cookie` the name that events have.
#[expect(clippy::inline_always, reason = "a session costs more to move than to judge")]
#[inline(always)]
pub(crate) fn read<S: Record>(
    schema: &'static Schema,
    cookie: &str,
    body: &[u8],
    version: u8,
    timeline: Timeline,
    now: Timestamp,
) -> Result<(S, Unknown), Refusal> {
    let is_current = version == schema.version();
    let state = if is_current { codec::state_of(body, schema.states()) } else { None };
    judge(schema, timeline, state, now)?;
    let (value, unknown) = codec::read_record::<S>(body, version).map_err(|error| {
        event::unreadable(cookie, error.field);
        Refusal::Unreadable
    })?;
    if state.is_none() {
        // The state of a record in an older version is known only now.
        judge(schema, timeline, Some(value.state()), now)?;
    }
    Ok((value, unknown))
}

/// Refuses a session whose time has passed. If this version doesn't know the state, the session's
/// timeouts apply.
fn judge(schema: &Schema, timeline: Timeline, state: Option<&State>, now: Timestamp) -> Result<(), Refusal> {
    let session = schema.timeouts();
    let state: &Timeouts = state.map_or(session, State::timeouts);
    timeline.judge(session.lifetime(), state, now)
}

/// Keeps what a type doesn't know for what is written next.
pub(crate) fn keep(unknown: Unknown) -> Kept {
    let is_nothing = unknown.count == 0 && unknown.dropped == 0;
    if is_nothing { None } else { Some(Box::new(unknown)) }
}

/// Returns the map of a record in a store: its fields and those that its type doesn't know. Returns
/// `None` if there are too many bytes.
pub(crate) fn map<S: Record>(
    value: &S,
    fields: &Encoded,
    kept: &Kept,
    checked: bool,
    schema: &'static Schema,
) -> Result<Option<Vec<u8>>, CloseError> {
    let Some(bytes) = fields.bytes() else { return Ok(None) };
    let state = value.state();
    if needs_read_back(schema) {
        codec::read_back(value, bytes)?;
    }
    if checked {
        check::<S>(fields, state, schema.version())?;
    }
    let nothing = Unknown::default();
    let unknown = kept.as_ref().and_then(|kept| kept.downcast_ref::<Unknown>()).unwrap_or(&nothing);
    let (head, width) = codec::map_head(state.entries() + unknown.count);
    Ok(Some([&head[..width], bytes, &unknown.bytes].concat()))
}

/// Returns whether an `identity` field of the state differs in two encodings of its fields.
pub(crate) fn has_changed_identity(state: &State, one: &[u8], other: &[u8]) -> bool {
    codec::changed_fields(one, other).filter_map(|name| state.field(name)).any(Field::is_identity)
}

/// Returns the state of the record in `map`, if this version of its type knows it.
pub(crate) fn state_of(map: &[u8], schema: &'static Schema) -> Option<&'static State> {
    codec::state_of(map, schema.states())
}

/// Returns whether a field is the same in a record's map and in the encoding of its fields.
pub(crate) fn is_same_field(field: &Field, map: &[u8], fields: &[u8]) -> bool {
    let is_it = |(name, _): &(&str, &[u8])| field.answers_to(name);
    let in_map = codec::fields_of_map(map).find(is_it).map(|(_, value)| value);
    in_map == codec::fields(fields).find(is_it).map(|(_, value)| value)
}

/// Returns whether a value of this type has to be read back to know that it reads back.
pub(crate) fn needs_read_back(schema: &Schema) -> bool {
    schema.states().iter().flat_map(State::fields).any(|field| field.is_foreign())
}

/// Checks, in a checked request, that no field is larger than its type says, and that the record as
/// a whole reads back equal.
pub(crate) fn check<S: Record>(fields: &Encoded, state: &'static State, version: u8) -> Result<(), CloseError> {
    check_sizes(fields, state)?;
    check_whole::<S>(fields, state.entries(), version)
}

/// Checks that no field is larger than its type's `MaxSize`, which other crates implement too. A
/// field that was too long when it came may stay.
fn check_sizes(fields: &Encoded, state: &'static State) -> Result<(), CloseError> {
    let is_too_large = |field: &Field, value: &[u8]| field.max_size().is_some_and(|limit| value.len() > limit);
    let is_too_long = |field: &Field| fields.too_long().iter().any(|(long, _)| long.name() == field.name());
    let mut large = codec::fields(fields.bytes().unwrap_or_default())
        .filter_map(|(name, value)| state.field(name).filter(|field| is_too_large(field, value)));
    large.find(|field| !is_too_long(field)).map_or(Ok(()), |field| {
        Err(CloseError::Unstorable { field: Some(field.rust_name()), why: "it is larger than its type's `MaxSize` says" })
    })
}

/// Checks that the record as a whole reads back equal.
fn check_whole<S: Record>(fields: &Encoded, entries: usize, version: u8) -> Result<(), CloseError> {
    let Some(bytes) = fields.bytes() else { return Ok(()) };
    let (head, width) = codec::map_head(entries);
    let body = [&head[..width], bytes].concat();
    let (again, _) = codec::read_record::<S>(&body, version)
        .map_err(|error| CloseError::Unstorable { field: error.field, why: UNREADABLE_AGAIN })?;
    match fields.first_difference(&Encoded::of(&again)?) {
        None => Ok(()),
        Some(name) => {
            Err(CloseError::Unstorable { field: again.state().field(name).map(Field::rust_name), why: READS_BACK_OTHERWISE })
        }
    }
}
