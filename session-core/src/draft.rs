//! A token while it is being made.

use crate::change::ROOM;
use crate::codec::{self, Out, PREFIX, Unknown, map_head, put_fields};
use crate::error::SessionError;
use crate::record::Record;
use crate::seal::{Header, Ring, TAG};

/// Room for what stands before the fields: the header and the head of the map around them.
const FRONT: usize = Header::MAX + PREFIX;

/// The fields come first, since they decide whether anything is sent at all; header and tag are put around them where they
/// stand.
pub(crate) struct Draft {
    room: [u8; FRONT + ROOM + TAG],
    length: usize,
    /// Entries of the map: the fields, and the state where there is one.
    entries: usize,
    is_doubtful: bool,
}

impl Draft {
    pub(crate) fn new() -> Self {
        Self { room: [0; FRONT + ROOM + TAG], length: 0, entries: 0, is_doubtful: false }
    }

    pub(crate) fn put_fields<S: Record>(&mut self, value: &S) -> Result<(), SessionError> {
        let mut out = Out::new(&mut self.room[FRONT..FRONT + ROOM]);
        put_fields(value, &mut out)?;
        self.is_doubtful = out.is_doubtful();
        self.length = out.len();
        self.entries = value.state().entries();
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The encoded fields, if there was room for them.
    pub(crate) fn fields(&self) -> Option<&[u8]> {
        (self.length <= ROOM).then(|| &self.room[FRONT..FRONT + self.length])
    }

    /// Whether only reading them shows that the fields read back.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.is_doubtful
    }

    /// How many bytes the token has with these fields of other versions.
    pub(crate) fn size(&self, header: &Header, unknown: &Unknown) -> usize {
        let (_, head) = map_head(self.entries + unknown.count);
        header.bytes().1 + head + self.length + unknown.bytes.len() + TAG
    }

    /// The token, whose [`size`](Self::size) was found to fit.
    pub(crate) fn seal(&mut self, header: &Header, unknown: &Unknown, ring: &Ring) -> &[u8] {
        let (head, head_length) = map_head(self.entries + unknown.count);
        let (header, header_length) = header.bytes();
        let start = FRONT - head_length - header_length;
        let end = FRONT + self.length + unknown.bytes.len();
        self.room[start..FRONT - head_length].copy_from_slice(&header[..header_length]);
        self.room[FRONT - head_length..FRONT].copy_from_slice(&head[..head_length]);
        self.room[FRONT + self.length..end].copy_from_slice(&unknown.bytes);
        let tag = ring.tag(&self.room[start..end]);
        self.room[end..end + TAG].copy_from_slice(&tag);
        &self.room[start..end + TAG]
    }

    /// Finds out that the fields read back equal. The order inside of arrays and maps isn't compared: sets and hash maps have
    /// none.
    pub(crate) fn read_back<S: Record>(&self) -> Result<(), SessionError> {
        let unstorable = |field: Option<&'static str>, why| SessionError::Unstorable { field: field.unwrap_or("?"), why };
        let Some(fields) = self.fields() else { return Ok(()) };
        let (head, width) = map_head(self.entries);
        let body = [&head[..width], fields].concat();
        let (again, _) =
            codec::decode::<S>(&body).map_err(|error| unstorable(error.field, "what was written doesn't read back"))?;
        let mut second = Self::new();
        second.put_fields(&again)?;
        let different = second.fields().and_then(|again| codec::first_difference(fields, again));
        match different {
            None => Ok(()),
            Some(name) => {
                let field = again.state().field(name).map(super::field::Field::rust_name);
                Err(unstorable(field, "what was written reads back as another value"))
            }
        }
    }
}

/// Whether a fresh record is the same each time. A `default` that draws a number or reads a clock isn't: until something is
/// written, its visitor sees another one at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [mut one, mut other] = [Draft::new(), Draft::new()];
    if one.put_fields(&S::fresh()).is_err() || other.put_fields(&S::fresh()).is_err() {
        return true;
    }
    one.fields().zip(other.fields()).is_none_or(|(one, other)| codec::first_difference(one, other).is_none())
}
