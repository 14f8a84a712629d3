//! Merges a record that a request has changed with what another request has stored in the
//! meantime, field by field.
//!
//! *Base* is the record that the request began with, *mine* is what the request made of it, and
//! *theirs* is what is stored by now. Base and theirs are read as any record is, so that an older
//! version of the type or of a field is upgraded, and they are encoded again. So all three are of
//! this version.

mod reader;
mod sides;

#[cfg(all(test, feature = "derive"))]
mod tests;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::read::Unknown;
use super::{Buffer, put_fields, read_record};
use crate::schema::Field;
use crate::schema::record::Record;

pub(crate) use reader::Unmergeable;

use reader::MergeReader;
use sides::Sides;

/// What a store has of a record: the version of the type that wrote it, and the map of its fields.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) version: u8,
    pub(crate) map: &'a [u8],
}

/// A merged record. A skipped field has what a fresh record has.
pub(crate) struct Merged<S> {
    pub(crate) value: S,
    /// The fields that this version of the type doesn't know.
    pub(crate) unknown: Unknown,
    /// The Rust names of the fields in which mine has replaced another value that they wrote.
    pub(crate) overwritten: Vec<&'static str>,
}

/// Merges `mine` with theirs. Without a base, the session began in this request, from a fresh
/// record.
///
/// `mine_fields` are the encoded fields of `mine`, without the head of the map around them.
/// `has_changed` says which of its fields the request has changed. The bytes of mine are never
/// compared with those of base to find that out: a hash map has other bytes each time it is read.
///
/// Somebody has signed in or out `across_privilege`: then mine may be in another state than base
/// and theirs, and only fields with a policy take something from theirs.
///
/// # Errors
///
/// [`Unmergeable`], with the field that can't be merged if it is one.
pub(crate) fn merge<S: Record>(
    base: Option<Stored<'_>>,
    mine: &S,
    mine_fields: &[u8],
    has_changed: impl Fn(&Field) -> bool,
    theirs: Stored<'_>,
    across_privilege: bool,
) -> Result<Merged<S>, Unmergeable> {
    let field = Cell::new(None);
    let merged = || {
        let (base_record, _) = base.map_or_else(|| Ok((S::fresh(), Unknown::default())), read::<S>)?;
        let (their_record, unknown) = read::<S>(theirs)?;
        if !across_privilege && mine.state().name() != their_record.state().name() {
            return Err(Unmergeable::WHOLE);
        }
        let (base_fields, their_fields) = (encoded(&base_record)?, encoded(&their_record)?);
        let sides = Sides::new(&base_fields, mine_fields, &their_fields);
        let mut reader = MergeReader::new(sides, mine.state(), &has_changed, across_privilege, &field);
        let value = S::read(&mut reader)?;
        let unknown = if across_privilege { Unknown::default() } else { unknown };
        Ok(Merged { value, unknown, overwritten: reader.into_overwritten() })
    };
    // What is called here and may panic is a policy, and whatever the author of a type wrote to
    // read it. A record that this fails for is left as it is stored.
    catch_unwind(AssertUnwindSafe(merged)).unwrap_or_else(|_| Err(Unmergeable { field: field.get() }))
}

fn read<S: Record>(stored: Stored<'_>) -> Result<(S, Unknown), Unmergeable> {
    read_record(stored.map, stored.version).map_err(|_| Unmergeable::WHOLE)
}

/// Returns the encoded fields of a record, without the head of the map around them.
fn encoded<S: Record>(record: &S) -> Result<Vec<u8>, Unmergeable> {
    let mut bytes = Vec::new();
    // First it is counted, and then written.
    for _ in 0..2 {
        let mut out = Buffer::new(&mut bytes);
        put_fields(record, &mut out).map_err(|_| Unmergeable::WHOLE)?;
        let length = out.len();
        if length <= bytes.len() {
            bytes.truncate(length);
            return Ok(bytes);
        }
        bytes.resize(length, 0);
    }
    // Its length is another one each time.
    Err(Unmergeable::WHOLE)
}
