//! Reads back what was written of foreign types.
//!
//! What serde's attributes do to a value isn't known before it is read: a skipped field may have
//! no default, two untagged variants may look alike, and serde's own buffers (`untagged`,
//! `flatten`, internally tagged enums) can't hold every value. So a field of a type that serde
//! alone knows is decoded and encoded again whenever it is written. Fields of session values need
//! no such check.

use super::de::Decoder;
use super::difference::{fields, is_same};
use super::head::Cursor;
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
    if record.state().fields().iter().any(|field| field.is_foreign()) {
        record.write(&mut ReadBack { encoded: fields(encoded) })?;
    }
    Ok(())
}

/// Returns whether two values of one type are written alike in our own encoding, apart from the
/// order inside of lists and maps. It tells more values apart than another format may: a key that
/// is a number from one that is a text, say.
#[cfg(feature = "unstable-format")]
pub fn is_written_alike<T: Value>(one: &T, other: &T) -> bool {
    let Ok(one) = encoded(one, ROOM) else { return false };
    encoded(other, one.len()).is_ok_and(|other| is_same(&one, &other))
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
        _default: impl FnOnce() -> Option<T>,
    ) -> Result<(), CloseError> {
        let written = self.encoded.next();
        if !field.is_foreign() {
            return Ok(());
        }
        let unstorable = |why| CloseError::Unstorable { field: Some(field.rust_name()), why };
        let (_, written) = written.filter(|(name, _)| *name == field.name()).ok_or_else(|| unstorable(UNREADABLE_AGAIN))?;
        let again = T::read(Decoder::new(&mut Cursor::new(written))).map_err(|_| unstorable(UNREADABLE_AGAIN))?;
        match encoded(&again, written.len()) {
            Ok(again) if is_same(written, &again) => Ok(()),
            _ => Err(unstorable(READS_BACK_OTHERWISE)),
        }
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
