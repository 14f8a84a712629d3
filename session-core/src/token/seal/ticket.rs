//! The ticket in the cookie of a session in a store, and the key of the session's epoch.
//!
//! An *epoch* lasts from one change of privilege to the next, and has a key. The key is derived
//! from the epoch's first ticket. A periodic renewal draws another ticket for the same key. So the
//! record has a [`Slot`] for each ticket, from which that ticket, and nothing else, gets the key.

use std::fmt;

use constant_time_eq::constant_time_eq_16;
use zeroize::Zeroizing;

use super::derive;
use crate::id::{Name, SessionId};
use crate::rng::{Rng, RngError};

/// The proof in a visitor's cookie that they may have the session: 16 random bytes.
#[derive(Clone)]
pub(crate) struct Ticket(Zeroizing<[u8; Self::LENGTH]>);

impl Ticket {
    /// The length of a ticket in bytes.
    pub(crate) const LENGTH: usize = 16;

    /// Draws a new ticket. The generator is asked each time.
    pub(crate) fn draw(rng: &dyn Rng) -> Result<Self, RngError> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        rng.fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Returns the name and the ticket of the record that the session of a cookie moves to. A
    /// session that has an id has one record, whichever of its cookies has this `text`.
    ///
    /// They are as secret as the id, or as the cookie's text, which nobody has but one user. A
    /// cookie that names the record needs the application's key as well.
    pub(crate) fn of_moved(id: Option<&SessionId>, text: &[u8]) -> (Name, Self) {
        let (kind, from): (&[u8], _) = id.map_or((b"text", text), |id| (b"id", id.as_bytes()));
        let name = first_16(&derive::key("session-core store moved name v1", [kind, from]));
        let ticket = first_16(&derive::key("session-core store moved ticket v1", [kind, from]));
        (Name::from_bytes(name), Self::from_bytes(&ticket))
    }

    /// Returns the key of the epoch that begins with this ticket.
    pub(crate) fn epoch_key(&self) -> EpochKey {
        EpochKey(derive::key("session-core store epoch v1", [self.0.as_slice()]))
    }

    /// Returns the ticket's slot in the record of this name, in the epoch of this key.
    pub(crate) fn slot(&self, name: &Name, epoch: &EpochKey) -> Slot {
        let mut wrapped = *self.pad(name);
        wrapped.iter_mut().zip(epoch.0.iter()).for_each(|(wrapped, key)| *wrapped ^= key);
        Slot { hash: self.hash(), wrapped }
    }

    /// Returns the hash by which a record knows the ticket.
    pub(crate) fn hash(&self) -> [u8; 16] {
        first_16(&derive::key("session-core store ticket v1", [self.0.as_slice()]))
    }

    /// Returns the key that the slot of this ticket has. It is the epoch's if the slot is one of
    /// this ticket and nobody has altered it, which unsealing the record shows.
    pub(crate) fn unwrap(&self, name: &Name, slot: &Slot) -> EpochKey {
        let mut key = self.pad(name);
        key.iter_mut().zip(slot.wrapped).for_each(|(key, wrapped)| *key ^= wrapped);
        EpochKey(key)
    }

    /// Returns the pad that hides a key in the ticket's slot. It is used once: a ticket is good for
    /// one name and one epoch.
    fn pad(&self, name: &Name) -> Zeroizing<[u8; 32]> {
        derive::key("session-core store slot v1", [self.0.as_slice(), name.as_bytes()])
    }
}

/// The key of one epoch of one session.
#[derive(Clone)]
pub(crate) struct EpochKey(Zeroizing<[u8; 32]>);

impl EpochKey {
    /// Returns the session's id, which form tokens are made from: another one in each epoch.
    pub(crate) fn session_id(&self) -> SessionId {
        SessionId::from_bytes(first_16(&derive::key("session-core store id v1", [self.0.as_slice()])))
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn first_16(key: &[u8; 32]) -> [u8; 16] {
    let (first, _) = key.split_first_chunk().expect("a key of 32 bytes has 16");
    *first
}

/// A ticket as a record has it: its hash, and the epoch's key, which only the ticket unwraps. Two
/// slots are equal if they are of one ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) hash: [u8; 16],
    pub(crate) wrapped: [u8; 32],
}

impl Slot {
    /// The slot of a ticket that nobody has: of a session that has left the store.
    pub(crate) const NOBODYS: Self = Self { hash: [0; 16], wrapped: [0; 32] };
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq_16(&self.hash, &other.hash)
    }
}

impl Eq for Slot {}

/// Redacted: whoever has it has the session.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(…)")
    }
}

/// Redacted.
impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(…)")
    }
}
