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
    /// What the length of a padded body is a multiple of.
    padded: Option<u8>,
    is_doubtful: bool,
}

impl Draft {
    pub(crate) fn new(padded: Option<u8>) -> Self {
        Self { room: [0; FRONT + ROOM + TAG], length: 0, entries: 0, padded, is_doubtful: false }
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
        let body = head + self.length + unknown.bytes.len();
        header.bytes().1 + body + padding(body, self.padded) + TAG
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
        let padding = padding(end + head_length - FRONT, self.padded);
        if let Some((mark, zeros)) = self.room[end..end + padding].split_first_mut() {
            *mark = PADDING;
            zeros.fill(0);
        }
        let end = end + padding;
        let tag = ring.seal(&mut self.room[start..end], header_length);
        self.room[end..end + TAG].copy_from_slice(&tag);
        &self.room[start..end + TAG]
    }

    /// Finds out that the fields read back equal. The order inside of arrays and maps isn't compared: sets and hash maps have
    /// none.
    pub(crate) fn read_back<S: Record>(&self, version: u8) -> Result<(), SessionError> {
        let unstorable = |field: Option<&'static str>, why| SessionError::Unstorable { field: field.unwrap_or("?"), why };
        let Some(fields) = self.fields() else { return Ok(()) };
        let (head, width) = map_head(self.entries);
        let body = [&head[..width], fields].concat();
        let (again, _) = codec::decode::<S>(&body, version)
            .map_err(|error| unstorable(error.field, "what was written doesn't read back"))?;
        let mut second = Self::new(None);
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

/// The first byte behind a body that is padded; zeros follow it.
const PADDING: u8 = 0x80;

/// How many bytes are added to a body of `length` bytes, so that it tells its length only in steps.
fn padding(length: usize, padded: Option<u8>) -> usize {
    padded.map_or(0, |step| usize::from(step) - length % usize::from(step))
}

/// The body without what was added to it.
pub(crate) fn without_padding(body: &[u8]) -> Option<&[u8]> {
    let end = body.iter().rposition(|byte| *byte != 0)?;
    (body[end] == PADDING).then(|| &body[..end])
}

/// Whether a fresh record is the same each time. A `default` that draws a number or reads a clock isn't: until something is
/// written, its visitor sees another one at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [mut one, mut other] = [Draft::new(None), Draft::new(None)];
    if one.put_fields(&S::fresh()).is_err() || other.put_fields(&S::fresh()).is_err() {
        return true;
    }
    one.fields().zip(other.fields()).is_none_or(|(one, other)| codec::first_difference(one, other).is_none())
}
