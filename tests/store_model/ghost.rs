//! What has happened in a model, which no request knows.

use crate::protocol::{Did, Entry, Epoch, Former, GRACE, Kept, Mine, Outcome, REMEMBERED, Saw};
use crate::session::{Kind, Ticket, Value};

/// A promise that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Broken {
    /// A ticket from before a change of privilege wrote.
    StaleWrite,
    /// A ticket showed what was written after a change of privilege that replaced it.
    SeesWhatCameAfter,
    /// A ticket showed a signed-in session after it was signed out.
    SeesAfterSignOut,
    /// A ticket whose grace was over ended the session.
    LateEnd,
    /// A ticket from before the sign-in ended the session.
    EndFromBeforeSignIn,
    /// A late request was answered with a cookie of another session.
    AnotherOverAGoodOne,
    /// A former ticket showed something after the new one had arrived.
    SeesAfterArrival,
    /// A former ticket showed nothing in its grace, although the new one hadn't arrived.
    HiddenBeforeArrival,
    /// A periodic renewal replaced a ticket that was replaced already.
    RenewedTwice,
    /// A record began for a cookie that doesn't say that one may.
    BeganUnasked,
    /// A write was a conflict although nothing but a periodic renewal had happened.
    ConflictWithoutChange,
}

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that has happened")]
pub(crate) struct Ghost {
    pub(crate) broken: Vec<Broken>,
    /// Additions that took place.
    pub(crate) added: u8,
    pub(crate) began: bool,
    pub(crate) ended: bool,
    /// How many sessions of this name were ended and forgotten.
    pub(crate) life: u8,
    /// The current epoch, and the epoch of each ticket.
    pub(crate) epoch: u8,
    pub(crate) epochs: Vec<(Ticket, u8)>,
    /// When each ticket was replaced.
    replaced: Vec<(Ticket, u64)>,
    /// The epoch that the first sign-in began, and whether a sign-out came later.
    signed_in: Option<u8>,
    signed_out: bool,
    /// Whether the visitor's first cookie says that a record may begin.
    may_begin: bool,
    /// The tickets that have arrived at the store.
    arrived: Vec<Ticket>,
    /// Whether tickets from before the current epoch are to show what was before.
    shows_before: bool,
    /// Whether a ticket that was forgotten began another session.
    pub(crate) forgotten_began: bool,
    /// Whether a former ticket of the same epoch wrote.
    pub(crate) former_wrote: bool,
}

impl Ghost {
    pub(crate) fn new(began: bool, life: u8, may_begin: bool) -> Self {
        Self { began, life, may_begin, epochs: vec![(0, 0)], ..Self::default() }
    }

    /// Counts additions that took place before everything began.
    pub(crate) fn with(self, added: u8) -> Self {
        Self { added, ..self }
    }

    fn epoch_of(&self, ticket: Ticket) -> Option<u8> {
        self.epochs.iter().find(|(known, _)| *known == ticket).map(|(_, epoch)| *epoch)
    }

    fn broke(&mut self, broken: Broken, is_so: bool) {
        if is_so && !self.broken.contains(&broken) {
            self.broken.push(broken);
        }
    }

    /// Returns whether a request has carried this ticket, or could have.
    pub(crate) fn has_arrived(&self, ticket: Ticket) -> bool {
        self.arrived.contains(&ticket)
    }

    /// Notes what a request with this ticket sees.
    pub(crate) fn sees(&mut self, ticket: Ticket, value: Option<&Value>) {
        let Some(value) = value else { return };
        // A ticket of a session that was ended is none any more.
        let came_after = self.epoch_of(ticket).is_none_or(|epoch| value.epoch > epoch);
        self.broke(Broken::SeesWhatCameAfter, came_after);
        let has_arrived = self.arrived.iter().any(|arrived| self.epoch_of(*arrived) == Some(self.epoch));
        self.broke(Broken::SeesAfterArrival, has_arrived && self.epoch_of(ticket) != Some(self.epoch));
        self.broke(
            Broken::SeesAfterSignOut,
            self.signed_out && !value.is_nobodys() && self.epoch_of(ticket) != Some(self.epoch),
        );
    }

    /// Notes that a request with this ticket opens what is there.
    pub(crate) fn opens(&mut self, entry: Option<&Entry<Ticket, Value>>, ticket: Ticket, saw: Saw, now: u64) {
        let Some(Entry::Kept(kept)) = entry else { return };
        let is_last = |former: &Former<Ticket>| matches!(former.epoch, Epoch::Last { .. }) && now < former.replaced + GRACE;
        let is_to_show = self.shows_before && kept.former(ticket, now).is_some_and(is_last);
        let has_arrived = self.arrived.iter().any(|arrived| self.epoch_of(*arrived) == Some(self.epoch));
        self.broke(Broken::HiddenBeforeArrival, is_to_show && !has_arrived && saw != Saw::AsBefore);
    }

    /// Notes that a put took place over `before`.
    pub(crate) fn put(
        &mut self,
        mine: &Mine<Ticket, Value>,
        kind: Kind,
        before: Option<&Kept<Ticket, Value>>,
        then: Outcome,
        now: u64,
    ) {
        if then == Outcome::Renewed {
            self.replaced.push((before.map_or(mine.ticket, |kept| kept.ticket), now));
        }
        let is_former = before.is_some_and(|kept| kept.ticket != mine.ticket);
        if mine.came && !is_former && !self.arrived.contains(&mine.ticket) {
            self.arrived.push(mine.ticket);
        }
        let rotates = matches!(mine.did, Did::Wrote { rotate: Some(_), .. });
        self.broke(Broken::RenewedTwice, rotates && is_former && then == Outcome::Renewed);
        let begins = before.is_none() && matches!(mine.did, Did::Wrote { .. } | Did::Renewed { .. });
        self.broke(Broken::BeganUnasked, begins && !self.may_begin);
        let is_stale = before.is_some() && self.epoch_of(mine.ticket) != Some(self.epoch);
        match &mine.did {
            Did::Read { .. } => {}
            Did::Ended => {
                let replaced = self.replaced.iter().find(|(ticket, _)| *ticket == mine.ticket);
                let is_late = before.is_some() && replaced.is_some_and(|(_, replaced)| now >= replaced + GRACE);
                self.broke(Broken::LateEnd, is_late);
                let is_from_before = self.epoch_of(mine.ticket).is_none_or(|epoch| Some(epoch) < self.signed_in);
                let is_signed_in = before.is_some_and(|kept| !kept.value.is_nobodys());
                self.broke(Broken::EndFromBeforeSignIn, is_signed_in && is_from_before);
                self.ended = true;
            }
            Did::Wrote { rotate, .. } => {
                self.broke(Broken::StaleWrite, is_stale);
                self.former_wrote |= before.is_some_and(|kept| kept.ticket != mine.ticket);
                self.began = true;
                self.added += u8::from(kind.counts());
                if let (Some(to), Outcome::Renewed) = (rotate, then) {
                    self.epochs.push((*to, self.epoch));
                }
            }
            Did::Renewed { value, to, shows_before, .. } => {
                self.shows_before = *shows_before && before.is_some();
                self.broke(Broken::StaleWrite, is_stale);
                self.began = true;
                self.added += u8::from(kind.counts());
                self.epoch += 1;
                self.epochs.push((*to, self.epoch));
                match kind {
                    Kind::SignIn | Kind::SignInAndAdd | Kind::SignInAndRead if !value.is_nobodys() => {
                        self.signed_in = self.signed_in.or(Some(self.epoch));
                    }
                    Kind::SignOut => self.signed_out = true,
                    _ => {}
                }
            }
        }
    }

    /// Notes what became of a request that is done, and that no put of it took place.
    pub(crate) fn done(
        &mut self,
        mine: &Mine<Ticket, Value>,
        kind: Kind,
        known: Option<&Entry<Ticket, Value>>,
        outcome: Outcome,
        now: u64,
    ) {
        // Whoever ends what isn't there yet has ended it.
        let ends_nothing = mine.saw == Saw::Unborn && known.is_none();
        self.ended |= mine.did == Did::Ended && (outcome == Outcome::Committed || ends_nothing);
        let is_replaced = self.epoch_of(mine.ticket).is_some_and(|epoch| epoch < self.epoch);
        let is_late = is_replaced && !self.ended && now < REMEMBERED;
        let is_forgotten = is_replaced && !self.ended && now >= REMEMBERED;
        self.forgotten_began |= is_forgotten && outcome == Outcome::Anew && !kind.signs_in();
        self.broke(Broken::AnotherOverAGoodOne, outcome == Outcome::Anew && !kind.signs_in() && is_late);
        let is_former = |kept: &Kept<Ticket, Value>| {
            kept.former.iter().any(|former| former.ticket == mine.ticket && former.epoch == Epoch::Current)
        };
        let is_needless = now < GRACE && matches!(known, Some(Entry::Kept(kept)) if is_former(kept));
        self.broke(Broken::ConflictWithoutChange, outcome == Outcome::Superseded && is_needless);
    }
}
