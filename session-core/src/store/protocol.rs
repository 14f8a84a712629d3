//! What concurrent requests of one visitor do to one record: pure, total functions, and nothing
//! else.
//!
//! A *record* stands under a *name* that its visitor keeps for the session's whole life. What a
//! renewal replaces is the *ticket*: the part of the cookie that proves that its holder may have
//! the session. So everything that happens to a session is one compare-and-swap of one record, on
//! any store, and no renewal can be cut in half.
//!
//! A record belongs to one *epoch*. A change of privilege (a transition, another `identity`,
//! `renew_id`) begins another epoch: tickets from before it can write nothing any more. A periodic
//! renewal replaces the ticket only, and the former ticket goes on writing until its grace is over.
//!
//! [`open`] says what a request sees. [`step`] says what its end does to the record, as the record
//! was last seen:
//!
//! ```text
//! known = load(name)
//! saw   = open(known, ticket, now)             the handler runs
//! loop: match step(mine, known, now) {
//!     Done(outcome)          => stop
//!     Put { expected, next } => put(name, expected, next): done => stop; found => known = found
//! }
//! ```
//!
//! `tests/store_model/` compiles this very file, and explores every interleaving of some requests.

/// The number of seconds for which a replaced ticket shows something, may end the session and, if
/// the renewal was a periodic one, writes.
pub(crate) const GRACE: u64 = 10;

/// The number of seconds for which a replaced ticket is remembered. A request that carries one is
/// a late one of a browser that has the new cookie: a cookie of another session would replace it.
pub(crate) const REMEMBERED: u64 = 120;

/// The number of replaced tickets that a record remembers.
pub(crate) const FORMER: usize = 5;

/// The number of earlier puts whose versions a record remembers.
pub(crate) const RECENT: usize = 4;

/// The number of times that an end gives way to other writes.
pub(crate) const POLITE_ENDS: u32 = 8;

/// The version of every session that was ended. No put draws it.
pub(crate) const ENDED: u64 = i64::MAX as u64;

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
    fn is_in_grace(&self, now: u64) -> bool {
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
    fn is_good(&self, ticket: K, now: u64) -> bool {
        let is_good = |former: &Former<K>| former.epoch == Epoch::Current && former.is_in_grace(now);
        self.ticket == ticket || self.former(ticket, now).is_some_and(is_good)
    }

    /// Returns whether the session was nobody's in the epoch of this former ticket.
    pub(crate) fn was_nobodys(&self, ticket: K) -> bool {
        let was_nobodys = |former: &Former<K>| former.ticket == ticket && former.epoch == Epoch::Last { nobodys: true };
        self.former.iter().any(was_nobodys)
    }

    /// Returns whether the ticket's holder may end the session.
    fn may_be_ended(&self, ticket: K, now: u64) -> bool {
        let was_somebodys = |former: &Former<K>| former.epoch == Epoch::Last { nobodys: false };
        self.is_good(ticket, now)
            || self.former(ticket, now).is_some_and(|former| was_somebodys(former) && former.is_in_grace(now))
    }

    /// Returns whether the put of this version took place.
    fn has_had(&self, version: u64) -> bool {
        self.version == version || self.recent.contains(&version)
    }

    /// Returns the record that follows this one, without what nobody needs any more.
    fn next(&self, version: u64, now: u64) -> Self {
        let recent = std::iter::once(self.version).chain(self.recent.iter().copied()).take(RECENT).collect();
        let former: Vec<_> = self.former.iter().filter(|former| former.is_remembered(now)).copied().collect();
        let shows = |former: &Former<K>| matches!(former.epoch, Epoch::Last { .. }) && former.is_in_grace(now);
        let before = self.before.clone().filter(|_| former.iter().any(shows));
        Self { version, recent, former, before, ..self.clone() }
    }

    /// Notes that a request carried the current ticket. So the one before shows nothing any more.
    fn presented(self) -> Self {
        Self { presented: true, before: None, ..self }
    }

    /// Replaces the ticket by a periodic renewal.
    fn rotated(self, to: K, now: u64) -> Self {
        let replaced = Former { ticket: self.ticket, replaced: now, epoch: Epoch::Current };
        let former = std::iter::once(replaced).chain(self.former).take(FORMER).collect();
        Self { ticket: to, made: now, presented: false, former, ..self }
    }

    /// Begins another epoch, with another ticket. `before` is what tickets from before still show.
    fn renewed(self, to: K, now: u64, nobodys: bool, before: Option<V>) -> Self {
        let replaced = Former { ticket: self.ticket, replaced: now, epoch: Epoch::Current };
        let former = std::iter::once(replaced).chain(self.former).map(|former| former.of_an_ended_epoch(self.nobodys));
        Self { ticket: to, made: now, presented: false, nobodys, before, former: former.take(FORMER).collect(), ..self }
    }
}

/// What a request sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Saw {
    /// The session, as the put of this version left it.
    Now { version: u64 },
    /// The session as it was before a change of privilege. It can be read.
    AsBefore,
    /// No record yet: the cookie says that its name was drawn, and that a record may begin.
    Unborn,
    /// No session. If something is written, another one begins under another name.
    Nothing(Why),
}

/// Why a request sees no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Why {
    /// There is no record: it expired, or the store has lost it.
    Gone,
    Ended,
    /// The ticket was replaced, and is remembered: what is written now is a conflict.
    Replaced,
    /// The ticket was replaced some time ago.
    Superseded,
}

/// Returns what a request with this ticket sees of what a store has under its name, with the data
/// that it may read.
pub(crate) fn open<K: Copy + Eq, V: Clone>(
    entry: Option<&Entry<K, V>>,
    ticket: K,
    unborn: bool,
    now: u64,
) -> (Saw, Option<&V>) {
    let kept = match entry {
        None if unborn => return (Saw::Unborn, None),
        None => return (Saw::Nothing(Why::Gone), None),
        Some(Entry::Ended) => return (Saw::Nothing(Why::Ended), None),
        Some(Entry::Kept(kept)) => kept,
    };
    if kept.is_good(ticket, now) {
        return (Saw::Now { version: kept.version }, Some(&kept.value));
    }
    match (kept.former(ticket, now), &kept.before) {
        (Some(former), Some(before)) if matches!(former.epoch, Epoch::Last { .. }) && former.is_in_grace(now) => {
            (Saw::AsBefore, Some(before))
        }
        (Some(_), _) => (Saw::Nothing(Why::Replaced), None),
        (None, _) => (Saw::Nothing(Why::Superseded), None),
    }
}

/// A request that is to be closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mine<K, V> {
    pub(crate) ticket: K,
    /// Whether a cookie carried the ticket. Otherwise it was drawn in this request.
    pub(crate) came: bool,
    pub(crate) saw: Saw,
    /// The version of this request's put, if it makes one: a random number.
    pub(crate) version: u64,
    pub(crate) did: Did<K, V>,
}

/// What a request did to its session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Did<K, V> {
    /// `rotate` is the ticket of a periodic renewal that is due.
    Read {
        rotate: Option<K>,
    },
    Wrote {
        value: V,
        rotate: Option<K>,
        nobodys: bool,
    },
    /// A change of privilege. `to` is the next ticket, and `nobodys` whether the session is
    /// nobody's after it.
    Renewed {
        value: V,
        to: K,
        across: Across,
        nobodys: bool,
        shows_before: bool,
    },
    Ended,
}

/// What a write that is merged with another one goes across.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Across {
    /// Nothing: a field that only one of both has changed keeps that change.
    Nothing,
    /// A change of privilege: what the handler saw is what it decided on. Only fields that say how
    /// they merge are merged, and all others are the handler's.
    Privilege,
    /// The same, from a session that was nobody's: whoever can't have the record begins another.
    SignIn,
}

/// What has to be in a store for a put to take place. The store compares and writes in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Nothing, not even that the session was ended.
    Absent,
    /// An entry of this version. The version of sessions that were ended fits nothing, so that none
    /// begins again.
    Version(u64),
    /// Whatever. Only an end is put so.
    Anything,
}

impl Expected {
    /// Returns whether a put takes place, given the version of the entry that is there, if one is.
    pub fn fits(self, version: Option<u64>) -> bool {
        match self {
            Self::Absent => version.is_none(),
            Self::Version(expected) => version == Some(expected) && expected != ENDED,
            Self::Anything => true,
        }
    }
}

/// The next thing to do for a request that is to be closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step<K, V> {
    Done(Outcome),
    Put { expected: Expected, next: Entry<K, V>, then: Outcome },
}

/// What has become of a request's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// Nothing was to be written.
    Unchanged,
    /// They are written.
    Committed,
    /// They are written, and so is another ticket.
    Renewed,
    /// Nothing is written: the session was renewed meanwhile.
    Superseded,
    /// Nothing is written: the session was ended meanwhile.
    Ended,
    /// Nothing is written: the changes can't be merged with those of another request.
    Unmergeable,
    /// Another session begins, under another name.
    Anew,
}

/// Returns what the end of a request does to the record that was last seen as `known`.
///
/// `tries` is how many puts of it found something else. `merge` merges the request's data with
/// that of the record, or returns `None` if it can't.
pub(crate) fn step<K: Copy + Eq, V: Clone>(
    mine: &Mine<K, V>,
    known: Option<&Entry<K, V>>,
    now: u64,
    tries: u32,
    merge: impl FnOnce(&V, &V, Across) -> Option<V>,
) -> Step<K, V> {
    let kept = match known {
        None => return step_of_nothing(mine, now),
        Some(Entry::Ended) => return Step::Done(if mine.writes() { mine.of_lost(Outcome::Ended) } else { Outcome::Unchanged }),
        Some(Entry::Kept(kept)) if kept.has_had(mine.version) => return Step::Done(mine.after(kept)),
        Some(Entry::Kept(kept)) => kept,
    };
    let put = |next: Kept<K, V>, then| Step::Put { expected: Expected::Version(kept.version), next: Entry::Kept(next), then };
    let is_current = kept.ticket == mine.ticket;
    let is_unmoved = mine.saw == Saw::Now { version: kept.version };
    let next = || kept.next(mine.version, now);
    match &mine.did {
        Did::Read { rotate } => match (mine.saw, rotate) {
            (Saw::Now { .. }, Some(to)) if is_current => put(next().presented().rotated(*to, now), Outcome::Renewed),
            (Saw::Now { .. }, _) if is_current && is_unmoved && !kept.presented => put(next().presented(), Outcome::Unchanged),
            _ => Step::Done(Outcome::Unchanged),
        },
        Did::Ended if mine.saw.is_over() || !kept.may_be_ended(mine.ticket, now) => Step::Done(Outcome::Unchanged),
        Did::Ended => {
            let expected = if tries < POLITE_ENDS { Expected::Version(kept.version) } else { Expected::Anything };
            Step::Put { expected, next: Entry::Ended, then: Outcome::Committed }
        }
        Did::Wrote { .. } | Did::Renewed { .. } if mine.saw.is_nothing() || !kept.is_good(mine.ticket, now) => {
            Step::Done(mine.of_lost(Outcome::Superseded))
        }
        Did::Wrote { value, rotate, .. } => {
            let merged = if is_unmoved { Some(value.clone()) } else { merge(value, &kept.value, Across::Nothing) };
            let Some(value) = merged else { return Step::Done(Outcome::Unmergeable) };
            let next = Kept { value, ..next() };
            match rotate {
                _ if !is_current => put(next, Outcome::Committed),
                None => put(next.presented(), Outcome::Committed),
                Some(to) => put(next.presented().rotated(*to, now), Outcome::Renewed),
            }
        }
        Did::Renewed { value, to, across, nobodys, shows_before } => {
            let merged = if is_unmoved { Some(value.clone()) } else { merge(value, &kept.value, *across) };
            let Some(value) = merged else { return Step::Done(Outcome::Unmergeable) };
            let before = Some(&kept.value).filter(|_| *shows_before).cloned();
            put(Kept { value, ..next().renewed(*to, now, *nobodys, before) }, Outcome::Renewed)
        }
    }
}

/// Returns what the end of a request does where a store has nothing.
fn step_of_nothing<K: Copy + Eq, V: Clone>(mine: &Mine<K, V>, now: u64) -> Step<K, V> {
    let begin = |value: &V, nobodys| Kept {
        version: mine.version,
        recent: Vec::new(),
        ticket: mine.ticket,
        made: now,
        presented: mine.came,
        nobodys,
        value: value.clone(),
        before: None,
        former: Vec::new(),
    };
    let put = |next, then| Step::Put { expected: Expected::Absent, next, then };
    match (mine.saw, &mine.did) {
        (_, Did::Read { .. }) => Step::Done(Outcome::Unchanged),
        (Saw::Nothing(_), Did::Ended) => Step::Done(Outcome::Unchanged),
        (_, Did::Ended) => put(Entry::Ended, Outcome::Committed),
        // It expired meanwhile.
        (Saw::Now { .. }, _) => Step::Done(mine.of_lost(Outcome::Ended)),
        (Saw::AsBefore | Saw::Nothing(_), _) => Step::Done(mine.of_lost(Outcome::Superseded)),
        (Saw::Unborn, Did::Wrote { value, nobodys, .. }) => put(Entry::Kept(begin(value, *nobodys)), Outcome::Committed),
        (Saw::Unborn, Did::Renewed { value, to, nobodys, .. }) => {
            let next = Kept { recent: Vec::new(), ..begin(value, true).renewed(*to, now, *nobodys, None) };
            put(Entry::Kept(next), Outcome::Renewed)
        }
    }
}

impl Saw {
    /// Returns whether what came in can't be written to.
    fn is_nothing(self) -> bool {
        matches!(self, Self::AsBefore | Self::Nothing(_))
    }

    /// Returns whether there was nothing left to end.
    fn is_over(self) -> bool {
        matches!(self, Self::Nothing(Why::Gone | Why::Ended | Why::Superseded))
    }
}

impl<K: Copy + Eq, V: Clone> Mine<K, V> {
    fn writes(&self) -> bool {
        matches!(self.did, Did::Wrote { .. } | Did::Renewed { .. })
    }

    /// Returns what becomes of a write whose request can't have the record. `conflict` is what it
    /// is if the visitor's browser has, or had, a better cookie than this request's.
    fn of_lost(&self, conflict: Outcome) -> Outcome {
        let signs_in = matches!(self.did, Did::Renewed { across: Across::SignIn, .. });
        match self.saw {
            Saw::Nothing(Why::Gone | Why::Ended | Why::Superseded) => Outcome::Anew,
            _ if signs_in && conflict == Outcome::Superseded => Outcome::Anew,
            _ => conflict,
        }
    }

    /// Returns the outcome of a put that took place, although no answer said so.
    fn after(&self, kept: &Kept<K, V>) -> Outcome {
        match self.did {
            Did::Renewed { to, .. } | Did::Read { rotate: Some(to) } | Did::Wrote { rotate: Some(to), .. }
                if kept.ticket == to || kept.former.iter().any(|former| former.ticket == to) =>
            {
                Outcome::Renewed
            }
            Did::Read { .. } => Outcome::Unchanged,
            _ => Outcome::Committed,
        }
    }
}

/// Returns whether `found` shows that a put over `expected`, which gave no answer, didn't take
/// place: every put since then is among its versions, and that one isn't.
pub(crate) fn is_decided<K: Copy + Eq, V: Clone>(found: Option<&Entry<K, V>>, expected: Expected) -> bool {
    match (found, expected) {
        // Whether or not it took place, what is found decides.
        (None | Some(Entry::Ended), _) | (_, Expected::Anything) => true,
        (Some(Entry::Kept(kept)), Expected::Absent) => kept.recent.len() < RECENT,
        (Some(Entry::Kept(kept)), Expected::Version(version)) => kept.has_had(version),
    }
}
