//! Writes a record's fields, in the order of their declaration.

use super::head;
use super::ser::Encoder;
use super::{Buffer, STATE};
use crate::error::CloseError;
use crate::schema::record::{FieldWriter, Record};
use crate::schema::{Field, State, Value};

/// The longest head of the outermost map in bytes: no cookie has room for more than 65,535 fields.
pub(crate) const PREFIX: usize = 3;

/// Writes the state of `record`, if it has one, and every field as name and value, without the
/// head of the map around them.
pub(crate) fn put_fields<S: Record>(record: &S, out: &mut Buffer<'_>) -> Result<(), CloseError> {
    record.write(&mut MapWriter { out })
}

/// Returns the head of the map around `count` fields: its bytes and their number.
pub(crate) fn map_head(count: usize) -> ([u8; PREFIX], usize) {
    let (bytes, width) = head::head(head::MAP, u64::from(u16::try_from(count).unwrap_or(u16::MAX)));
    ([bytes[0], bytes[1], bytes[2]], width)
}

struct MapWriter<'a, 'b> {
    out: &'a mut Buffer<'b>,
}

impl FieldWriter for MapWriter<'_, '_> {
    type Error = CloseError;

    fn state(&mut self, state: &'static State) -> Result<(), CloseError> {
        head::put_text(self.out, STATE);
        head::put_text(self.out, state.name());
        Ok(())
    }

    #[inline]
    fn field<T: Value>(
        &mut self,
        field: &'static Field,
        value: &T,
        _default_is: impl FnOnce(fn(&T) -> bool) -> bool,
    ) -> Result<(), CloseError> {
        head::put_text(self.out, field.name());
        let unstorable = |why| CloseError::Unstorable { field: Some(field.rust_name()), why };
        value.write(Encoder::new(self.out)).map(drop).map_err(|why| unstorable(why.why()))
    }

    fn too_long(&mut self, field: &'static Field, length: usize) {
        self.out.note_too_long(field, length);
    }
}
