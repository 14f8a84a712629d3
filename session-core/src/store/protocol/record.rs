//! A record, its tickets, and how each put changes it.

use super::{FORMER, GRACE, RECENT, REMEMBERED};

/// What a store has under a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Entry<K, V> {
    Kept(Kept<K, V>),
    /// The session was ended. The entry stays for longer than any request takes, so that one that
    /// is under way doesn't begin the session anew.
    Ended,
}

/// A record. `K` is a ticket, and `V` the session's data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kept<K, V> {
    /// The number that the last put drew. No two puts draw the same.
    pub(crate) version: u64,
    /// The versions before it, the latest first: at most [`RECENT`].
    pub(crate) recent: Vec<u64>,
    /// The current ticket. A store has only its hash.
    pub(crate) ticket: K,
    /// When the current ticket was made.
    pub(crate) made: u64,
    /// Whether a request has carried the current ticket, so that its cookie has arrived.
    pub(crate) presented: bool,
    /// Whether the session is nobody's: no user is known.
    pub(crate) nobodys: bool,
    /// Until when a cookie may lead here that had the session before the store had it. Its ticket
    /// may not begin the session anew.
    pub(crate) moved_until: Option<u64>,
    pub(crate) value: V,
    /// The session as it was when its epoch began, for requests with a ticket from before.
    pub(crate) before: Option<V>,
    /// The tickets that were replaced, the latest first: at most [`FORMER`].
    pub(crate) former: Vec<Former<K>>,
}

/// A ticket that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Former<K> {
    pub(crate) ticket: K,
    /// When it was replaced.
    pub(crate) replaced: u64,
    pub(crate) epoch: Epoch,
}

/// Which epoch of the record a former ticket belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Epoch {
    /// The current one: a periodic renewal replaced the ticket.
    Current,
    /// The one before. `nobodys` is whether the session was nobody's then, so that its ticket may
    /// be anybody's and has no power over what came after it.
    Last { nobodys: bool },
    /// An earlier one.
    Earlier,
}

impl<K: Copy> Former<K> {
    pub(super) fn is_in_grace(&self, now: u64) -> bool {
        now < self.replaced.saturating_add(GRACE)
    }

    fn is_remembered(&self, now: u64) -> bool {
        now < self.replaced.saturating_add(REMEMBERED)
    }

    /// Returns the same ticket in a record whose next epoch begins.
    fn of_an_ended_epoch(self, nobodys: bool) -> Self {
        let epoch = if self.epoch == Epoch::Current { Epoch::Last { nobodys } } else { Epoch::Earlier };
        Self { epoch, ..self }
    }
}

impl<K: Copy + Eq, V: Clone> Kept<K, V> {
    /// Returns the ticket among those that were replaced, as long as it is remembered.
    pub(crate) fn former(&self, ticket: K, now: u64) -> Option<&Former<K>> {
        self.former.iter().find(|former| former.ticket == ticket && former.is_remembered(now))
    }

    /// Returns whether the ticket's holder may read and write the session.
    pub(super) fn is_good(&self, ticket: K, now: u64) -> bool {
        let is_good = |former: &Former<K>| former.epoch == Epoch::Current && former.is_in_grace(now);
        self.ticket == ticket || self.former(ticket, now).is_some_and(is_good)
    }

    /// Returns whether the session was nobody's in the epoch of this former ticket.
    pub(crate) fn was_nobodys(&self, ticket: K) -> bool {
        let was_nobodys = |former: &Former<K>| former.ticket == ticket && former.epoch == Epoch::Last { nobodys: true };
        self.former.iter().any(was_nobodys)
    }

    /// Returns whether the ticket's holder may end the session.
    pub(super) fn may_be_ended(&self, ticket: K, now: u64) -> bool {
        let was_somebodys = |former: &Former<K>| former.epoch == Epoch::Last { nobodys: false };
        self.is_good(ticket, now)
            || self.former(ticket, now).is_some_and(|former| was_somebodys(former) && former.is_in_grace(now))
    }

    /// Returns whether the put of this version took place.
    pub(super) fn has_had(&self, version: u64) -> bool {
        self.version == version || self.recent.contains(&version)
    }

    /// Returns the record that follows this one, without what nobody needs any more.
    pub(super) fn next(&self, version: u64, now: u64) -> Self {
        let recent = std::iter::once(self.version).chain(self.recent.iter().copied()).take(RECENT).collect();
        let former: Vec<_> = self.former.iter().filter(|former| former.is_remembered(now)).copied().collect();
        let shows = |former: &Former<K>| matches!(former.epoch, Epoch::Last { .. }) && former.is_in_grace(now);
        let before = self.before.clone().filter(|_| former.iter().any(shows));
        Self { version, recent, before, former, ..self.clone() }
    }

    /// Notes that a request carried the current ticket. So the one before shows nothing any more.
    pub(super) fn presented(self) -> Self {
        Self { presented: true, before: None, ..self }
    }

    /// Replaces the ticket by a periodic renewal.
    pub(super) fn rotated(self, to: K, now: u64) -> Self {
        let replaced = Former { ticket: self.ticket, replaced: now, epoch: Epoch::Current };
        let former = std::iter::once(replaced).chain(self.former).take(FORMER).collect();
        Self { ticket: to, made: now, presented: false, former, ..self }
    }

    /// Begins another epoch, with another ticket. `before` is what tickets from before still show.
    pub(super) fn renewed(self, to: K, now: u64, nobodys: bool, before: Option<V>) -> Self {
        let replaced = Former { ticket: self.ticket, replaced: now, epoch: Epoch::Current };
        let former = std::iter::once(replaced).chain(self.former).map(|former| former.of_an_ended_epoch(self.nobodys));
        Self { ticket: to, made: now, presented: false, nobodys, before, former: former.take(FORMER).collect(), ..self }
    }
}
