//! Reads back what was written of foreign types.
//!
//! What serde's attributes do to a value isn't known before it is read: a skipped field may have
//! no default, two untagged variants may look alike, and serde's own buffers (`untagged`,
//! `flatten`, internally tagged enums) can't hold every value. So a field of a type that serde
//! alone knows is decoded and encoded again whenever it is written. Fields of session values need
//! no such check.

use super::de::Decoder;
use super::difference::{Order, fields, is_same};
use super::head::Cursor;
use super::order::Written;
use super::ser::Encoder;
use super::{Buffer, CodecResult};
use crate::error::{CloseError, READS_BACK_OTHERWISE, UNREADABLE_AGAIN};
use crate::schema::record::{FieldWriter, Record};
use crate::schema::{Field, State, Value};

/// Checks that the fields of foreign types read back equal from `encoded`, which `record` was just
/// encoded as.
///
/// # Errors
///
/// [`CloseError::Unstorable`], with the first field that doesn't read back equal.
pub(crate) fn read_back<S: Record>(record: &S, encoded: &[u8]) -> Result<(), CloseError> {
    record.write(&mut ReadBack { encoded: fields(encoded) })
}

/// Returns whether `value` was read back as `again` without a loss. They are compared as our own
/// encoding has them, which tells more values apart than another format may: a key that is a number
/// from one that is a text, say.
#[cfg(feature = "unstable-format")]
pub fn reads_back<T: Value>(value: &T, again: &T) -> bool {
    encoded(value, ROOM).is_ok_and(|written| is_equal(&written, again))
}

/// Returns whether `again` is equal to the value that is `written` so.
pub(super) fn is_equal<T: Value>(written: &[u8], again: &T) -> bool {
    let Ok(reading) = encoded(again, written.len()) else { return false };
    let read = |written: &[u8]| encoded(&read::<T>(written)?, written.len()).ok();
    is_same(written, &reading, Order::Counts)
        || is_same(written, &reading, Order::Ignored)
            && Written { whole: written, read }.is_read_as(&reading).is_ok_and(|is_equal| is_equal)
}

fn read<T: Value>(written: &[u8]) -> Option<T> {
    T::read(Decoder::new(&mut Cursor::new(written))).ok()
}

/// A writer that is shown each field again, with its type, beside what was written for it.
struct ReadBack<'e, I: Iterator<Item = (&'e str, &'e [u8])>> {
    encoded: I,
}

impl<'e, I: Iterator<Item = (&'e str, &'e [u8])>> FieldWriter for ReadBack<'e, I> {
    type Error = CloseError;

    /// Passes over the state's name.
    fn state(&mut self, _state: &'static State) -> Result<(), CloseError> {
        self.encoded.next();
        Ok(())
    }

    fn field<T: Value>(
        &mut self,
        field: &'static Field,
        _value: &T,
        _default_is: impl FnOnce(fn(&T) -> bool) -> bool,
    ) -> Result<(), CloseError> {
        let written = self.encoded.next();
        if !field.is_foreign() {
            return Ok(());
        }
        let unstorable = |why| CloseError::Unstorable { field: Some(field.rust_name()), why };
        let (_, written) = written.filter(|(name, _)| *name == field.name()).ok_or_else(|| unstorable(UNREADABLE_AGAIN))?;
        let again: T = read(written).ok_or_else(|| unstorable(UNREADABLE_AGAIN))?;
        if is_equal(written, &again) { Ok(()) } else { Err(unstorable(READS_BACK_OTHERWISE)) }
    }
}

/// How many bytes most values fit into.
#[cfg(feature = "unstable-format")]
const ROOM: usize = 64;

/// Returns the encoding of a value, which is expected to have up to `room` bytes. A longer one is
/// encoded twice.
fn encoded<T: Value>(value: &T, mut room: usize) -> CodecResult<Vec<u8>> {
    let mut bytes = Vec::new();
    for _ in 0..2 {
        bytes.resize(room, 0);
        let mut out = Buffer::new(&mut bytes);
        value.write(Encoder::new(&mut out))?;
        let length = out.len();
        if length <= room {
            bytes.truncate(length);
            break;
        }
        room = length;
    }
    Ok(bytes)
}
