//! Merges of records that the derives make.

mod across;
mod random;
mod stories;
mod versions;

use std::collections::BTreeSet;

use super::super::{changed_fields, fields, map_head, read_record};
use super::{Merged, Stored, Unmergeable, encoded, merge};
use crate::schema::record::Record;

/// What one request holds of a session, with the fields that it has changed.
struct Request<S> {
    value: S,
    fields: Vec<u8>,
    changed: BTreeSet<String>,
}

impl<S: Record> Request<S> {
    /// Opens what is stored, and changes it.
    fn of(stored: Stored<'_>, change: impl FnOnce(&mut S)) -> Self {
        let (value, _) = read_record(stored.map, stored.version).expect("a record");
        Self::from(value, change)
    }

    fn from(mut value: S, change: impl FnOnce(&mut S)) -> Self {
        let before = encoded(&value).expect("it can be written");
        change(&mut value);
        let fields = encoded(&value).expect("it can be written");
        let changed = changed_fields(&before, &fields).map(str::to_owned).collect();
        Self { value, fields, changed }
    }

    fn map(&self) -> Vec<u8> {
        map(&self.fields)
    }

    fn merged(&self, base: Option<Stored<'_>>, theirs: Stored<'_>, across: bool) -> Result<Merged<S>, Unmergeable> {
        let has_changed = |field: &crate::schema::Field| self.changed.contains(field.name());
        merge(base, &self.value, &self.fields, has_changed, theirs, across)
    }
}

/// Puts the head of a map before encoded fields.
fn map(encoded: &[u8]) -> Vec<u8> {
    let (head, width) = map_head(fields(encoded).count());
    [&head[..width], encoded].concat()
}

fn first(map: &[u8]) -> Stored<'_> {
    Stored { version: 1, map }
}

/// Merges what two requests make of one record.
fn merged<S: Record>(base: &S, mine: impl FnOnce(&mut S), theirs: impl FnOnce(&mut S)) -> Result<Merged<S>, Unmergeable> {
    let base = map(&encoded(base).expect("it can be written"));
    let base = first(&base);
    let theirs = Request::<S>::of(base, theirs).map();
    Request::of(base, mine).merged(Some(base), first(&theirs), false)
}
