//! What a token says about itself, before the body: version, kind, key, clocks.

use crate::error::Refusal;
use crate::time::Timestamp;

/// 16 random bytes that name a session, new at every renewal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sid(pub(crate) [u8; 16]);

/// A token's header. Lengths and order: `docs/wire-format.md`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) key_id: [u8; 4],
    /// Whether the cookie was sent with Max-Age: browsers don't send attributes back.
    pub(crate) persistent: bool,
    pub(crate) began: Timestamp,
    pub(crate) entered: Option<Timestamp>,
    pub(crate) seen: Option<Timestamp>,
    pub(crate) sid: Option<Sid>,
}

/// Version 1 in the high half, kind 0 (signed) in the low half.
const VERSION_AND_KIND: u8 = 0x10;

const PERSISTENT: u8 = 1;
const HAS_ENTERED: u8 = 1 << 1;
const HAS_SEEN: u8 = 1 << 2;
const HAS_SID: u8 = 1 << 3;
const KNOWN: u8 = PERSISTENT | HAS_ENTERED | HAS_SEEN | HAS_SID;

impl Header {
    /// The longest header.
    pub(crate) const MAX: usize = 6 + 5 + 4 + 4 + 16;

    /// Whether `token` is of the version and the kind that we make, and which key it names: all that is looked at before the
    /// tag is found good, at fixed places.
    pub(super) fn key_id_of(token: &[u8]) -> Result<[u8; 4], Refusal> {
        match token {
            [VERSION_AND_KIND, _flags, a, b, c, d, ..] => Ok([*a, *b, *c, *d]),
            _ => Err(Refusal::Malformed),
        }
    }

    /// The header at the start of `bytes`, and what follows it.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, &[u8]), Refusal> {
        let mut rest = Parts(bytes);
        let [_, flags] = rest.take()?;
        let key_id = rest.take()?;
        if flags & !KNOWN != 0 {
            return Err(Refusal::Malformed);
        }
        let began = rest.take::<5>()?.iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte));
        let entered = rest.offset(flags & HAS_ENTERED != 0)?;
        let seen = rest.offset(flags & HAS_SEEN != 0)?;
        let sid = if flags & HAS_SID == 0 { None } else { Some(Sid(rest.take()?)) };
        if entered.zip(seen).is_some_and(|(entered, seen)| entered > seen) {
            return Err(Refusal::Malformed);
        }
        let time = |offset: u32| Timestamp::from_secs(began + u64::from(offset));
        let header = Self {
            key_id,
            persistent: flags & PERSISTENT != 0,
            began: Timestamp::from_secs(began),
            entered: entered.map(time),
            seen: seen.map(time),
            sid,
        };
        Ok((header, rest.0))
    }

    /// The header's bytes and their number.
    pub(crate) fn bytes(&self) -> ([u8; Self::MAX], usize) {
        let mut bytes = [0; Self::MAX];
        let mut length = 0;
        let mut put = |part: &[u8]| {
            bytes[length..length + part.len()].copy_from_slice(part);
            length += part.len();
        };
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        let flags = flag(self.persistent, PERSISTENT)
            | flag(self.entered.is_some(), HAS_ENTERED)
            | flag(self.seen.is_some(), HAS_SEEN)
            | flag(self.sid.is_some(), HAS_SID);
        put(&[VERSION_AND_KIND, flags]);
        put(&self.key_id);
        put(&self.began.secs().to_be_bytes()[3..]);
        for time in [self.entered, self.seen].into_iter().flatten() {
            let offset = time.since(self.began).as_secs();
            put(&u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
        }
        if let Some(Sid(id)) = &self.sid {
            put(id);
        }
        (bytes, length)
    }
}

/// What is left to read.
struct Parts<'a>(&'a [u8]);

impl Parts<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (part, rest) = self.0.split_first_chunk().ok_or(Refusal::Malformed)?;
        self.0 = rest;
        Ok(*part)
    }

    /// Seconds after `began`, if they are there.
    fn offset(&mut self, is_there: bool) -> Result<Option<u32>, Refusal> {
        if is_there { self.take().map(|bytes| Some(u32::from_be_bytes(bytes))) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let at = Timestamp::from_secs;
        Header {
            key_id: [1, 2, 3, 4],
            persistent: true,
            began: at(1_700_000_000),
            entered: Some(at(1_700_000_005)),
            seen: Some(at(1_700_000_009)),
            sid: Some(Sid([7; 16])),
        }
    }

    #[test]
    fn every_set_of_parts_reads_back() {
        for parts in 0..16_u8 {
            let mut header = header();
            header.persistent = parts & 1 != 0;
            header.entered = header.entered.filter(|_| parts & 2 != 0);
            header.seen = header.seen.filter(|_| parts & 4 != 0);
            header.sid = header.sid.filter(|_| parts & 8 != 0);
            let (bytes, length) = header.bytes();
            let read = Header::read(&[&bytes[..length], b"body"].concat()).map(|(read, rest)| (read == header, rest.to_vec()));
            assert_eq!(read, Ok((true, b"body".to_vec())), "parts {parts:04b}");
        }
    }

    #[test]
    fn unknown_flags_and_clocks_out_of_order_are_malformed() {
        let (mut bytes, length) = header().bytes();
        bytes[1] |= 1 << 4;
        assert_eq!(Header::read(&bytes[..length]).err(), Some(Refusal::Malformed));

        let mut late = header();
        late.entered = Some(Timestamp::from_secs(1_700_000_010));
        let (bytes, length) = late.bytes();
        assert_eq!(Header::read(&bytes[..length]).err(), Some(Refusal::Malformed));
    }
}
