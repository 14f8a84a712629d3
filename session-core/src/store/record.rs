//! The bytes of a record. `docs/wire-format.md` has them one by one.

use std::fmt;
use std::sync::Arc;

use super::Entry as StoredEntry;
use super::protocol::{self, Epoch, Former};
use crate::id::Name;
use crate::time::Timestamp;
use crate::token::{EpochKey, RecordSeals, Slot, Ticket};

pub(crate) type Kept = protocol::Kept<Slot, Part>;
pub(crate) type Entry = protocol::Entry<Slot, Part>;

/// The length of a time in bytes.
const TIME: usize = 5;

/// The length of a record that was just begun, without the map of its fields.
pub(crate) const BEGUN: usize = 2 + 4 + TIME + 1 + SLOT + 1 + 4 + 12 + Content::HEAD + 16;

/// The length of a slot: a hash, and a wrapped key.
const SLOT: usize = 16 + 32;

/// A session's data in a record, as it is now or as it was before a change of privilege.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Sealed bytes, with the id of the key that sealed them. They are written again as they are.
    Sealed(Arc<[u8]>),
    Open {
        content: Arc<Content>,
        /// The key of the epoch that the data belongs to.
        epoch: EpochKey,
    },
}

/// The content of a part.
#[derive(PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) began: Timestamp,
    pub(crate) entered: Timestamp,
    /// The version of the session's type.
    pub(crate) version: u8,
    /// The fields, as one map.
    pub(crate) map: Vec<u8>,
}

impl Part {
    /// Returns the content, if the request's ticket opened it.
    pub(crate) fn content(&self) -> Option<&Content> {
        match self {
            Self::Open { content, .. } => Some(content),
            Self::Sealed(_) => None,
        }
    }
}

impl Content {
    /// Returns the content of a session that isn't known.
    pub(crate) fn unknown() -> Self {
        let never = Timestamp::from_secs(0);
        Self { began: never, entered: never, version: 0, map: Vec::new() }
    }

    /// The length of a content without its map, in bytes.
    const HEAD: usize = TIME + TIME + 1;

    fn bytes(&self) -> Vec<u8> {
        let [began, entered] = [self.began, self.entered].map(time);
        [&began[..], &entered, &[self.version], &self.map].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let (began, entered) = (rest.time()?, rest.time()?);
        let [version] = rest.take()?;
        Some(Self { began, entered, version, map: bytes[Self::HEAD..].to_vec() })
    }
}

/// Prints the times, never the data.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("began", &self.began).field("entered", &self.entered).finish_non_exhaustive()
    }
}

/// A record that was read with a visitor's ticket.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) kept: Kept,
    /// The key of the ticket's epoch, if the record knows the ticket.
    pub(crate) epoch: Option<EpochKey>,
}

/// What the current part of a record is bound to.
fn bound(name: &Name, version: u64) -> Vec<u8> {
    [&[1][..], name.as_bytes(), &version.to_be_bytes()].concat()
}

/// What the part from before is bound to. It is written again by requests that can't open it, so
/// that it isn't bound to a version.
fn bound_before(name: &Name) -> Vec<u8> {
    [&[2][..], name.as_bytes()].concat()
}

/// Writes a record. Both parts that are open are sealed, with one of these nonces each.
pub(crate) fn write(seals: &RecordSeals, name: &Name, kept: &Kept, nonces: [[u8; 12]; 2]) -> Vec<u8> {
    let key_id = seals.key_ring().current_id();
    let flags = [
        (StoredEntry::PRESENTED, kept.presented),
        (StoredEntry::NOBODYS, kept.nobodys),
        (StoredEntry::MOVED, kept.moved_until.is_some()),
    ];
    let flags = flags.iter().filter(|(_, is_set)| *is_set).fold(0, |flags, (flag, _)| flags | flag);
    let mut record = vec![StoredEntry::FORMAT, flags];
    record.extend_from_slice(&key_id);
    for at in [Some(kept.made), kept.moved_until].into_iter().flatten() {
        record.extend_from_slice(&time(Timestamp::from_secs(at)));
    }
    record.push(count(kept.recent.len()));
    kept.recent.iter().for_each(|version| record.extend_from_slice(&version.to_be_bytes()));
    put_slot(&kept.ticket, &mut record);
    record.push(count(kept.former.len()));
    for former in &kept.former {
        put_slot(&former.ticket, &mut record);
        record.extend_from_slice(&time(Timestamp::from_secs(former.replaced)));
        record.push(epoch_byte(former.epoch));
    }
    let [nonce, nonce_before] = nonces;
    let before = match &kept.before {
        None => Vec::new(),
        Some(Part::Sealed(bytes)) => bytes.to_vec(),
        Some(Part::Open { content, epoch }) => {
            let mut part = key_id.to_vec();
            seals.seal(epoch, nonce_before, &bound_before(name), &content.bytes(), &mut part);
            part
        }
    };
    record.extend_from_slice(&u32::try_from(before.len()).unwrap_or(u32::MAX).to_be_bytes());
    record.extend_from_slice(&before);
    match &kept.value {
        Part::Open { content, epoch } => seals.seal(epoch, nonce, &bound(name, kept.version), &content.bytes(), &mut record),
        Part::Sealed(bytes) => record.extend_from_slice(bytes),
    }
    record
}

/// Reads a record, and opens the part that `ticket` may read. Returns `None` if it isn't one, if no
/// key opens it, or if somebody altered it.
pub(crate) fn read(
    seals: &RecordSeals,
    name: &Name,
    version: u64,
    record: &[u8],
    ticket: &Ticket,
    now: Timestamp,
) -> Option<Opened> {
    let mut rest = Rest(record);
    let [StoredEntry::FORMAT, flags] = rest.take()? else { return None };
    if flags & !(StoredEntry::PRESENTED | StoredEntry::NOBODYS | StoredEntry::MOVED) != 0 {
        return None;
    }
    let key_id = rest.take()?;
    let made = rest.time()?.secs();
    let moved_until = if flags & StoredEntry::MOVED == 0 { None } else { Some(rest.time()?.secs()) };
    let recent = rest.list(protocol::RECENT, |rest| rest.take().map(u64::from_be_bytes))?;
    let current = rest.slot()?;
    let former = rest.list(protocol::FORMER, |rest| {
        let (ticket, replaced, [epoch]) = (rest.slot()?, rest.time()?.secs(), rest.take()?);
        Some(Former { ticket, replaced, epoch: epoch_of(epoch)? })
    })?;
    let length = usize::try_from(u32::from_be_bytes(rest.take()?)).ok()?;
    let (before, sealed) = rest.0.split_at_checked(length)?;
    let start = record.len() - sealed.len();
    let mut kept = Kept {
        version,
        recent,
        ticket: current,
        made,
        presented: flags & StoredEntry::PRESENTED != 0,
        nobodys: flags & StoredEntry::NOBODYS != 0,
        moved_until,
        value: Part::Sealed(sealed.into()),
        before: (length > 0).then(|| Part::Sealed(before.into())),
        former,
    };
    let own = Slot { hash: ticket.hash(), wrapped: [0; 32] };
    let slot = if current == own {
        Some((current, true))
    } else {
        kept.former(own, now.secs()).map(|former| (former.ticket, former.epoch == Epoch::Current))
    };
    let Some((slot, is_of_current_epoch)) = slot else { return Some(Opened { kept, epoch: None }) };
    let epoch = ticket.unwrap(name, &slot);
    let open = |content: Vec<u8>| Some(Part::Open { content: Arc::new(Content::read(&content)?), epoch: epoch.clone() });
    if is_of_current_epoch {
        kept.value = open(seals.unseal(key_id, &epoch, &bound(name, version), record, start, now)?)?;
    } else if let Some(Part::Sealed(part)) = &kept.before {
        let key_id = *part.first_chunk()?;
        let content = seals.unseal(key_id, &epoch, &bound_before(name), part, key_id.len(), now);
        // It may be of another epoch than the ticket's.
        kept.before = content.and_then(open).or(kept.before);
    }
    Some(Opened { kept, epoch: Some(epoch) })
}

fn time(at: Timestamp) -> [u8; TIME] {
    let [_, _, _, time @ ..] = at.secs().to_be_bytes();
    time
}

fn count(items: usize) -> u8 {
    u8::try_from(items).expect("a record has few versions and tickets")
}

fn put_slot(slot: &Slot, record: &mut Vec<u8>) {
    record.extend_from_slice(&slot.hash);
    record.extend_from_slice(&slot.wrapped);
}

const fn epoch_byte(epoch: Epoch) -> u8 {
    match epoch {
        Epoch::Current => 0,
        Epoch::Last { nobodys: false } => 1,
        Epoch::Last { nobodys: true } => 2,
        Epoch::Earlier => 3,
    }
}

const fn epoch_of(byte: u8) -> Option<Epoch> {
    match byte {
        0 => Some(Epoch::Current),
        1 => Some(Epoch::Last { nobodys: false }),
        2 => Some(Epoch::Last { nobodys: true }),
        3 => Some(Epoch::Earlier),
        _ => None,
    }
}

/// The bytes of a record that haven't been read yet.
struct Rest<'r>(&'r [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (part, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*part)
    }

    fn time(&mut self) -> Option<Timestamp> {
        let time: [u8; TIME] = self.take()?;
        Some(Timestamp::from_secs(time.iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte))))
    }

    fn slot(&mut self) -> Option<Slot> {
        Some(Slot { hash: self.take()?, wrapped: self.take()? })
    }

    /// Reads the number of items, which is at most `most`, and each of them.
    fn list<T>(&mut self, most: usize, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let [count] = self.take()?;
        if usize::from(count) > most {
            return None;
        }
        (0..count).map(|_| item(self)).collect()
    }
}
