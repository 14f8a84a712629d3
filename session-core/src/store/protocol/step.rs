//! What the end of a request does to a record.

use super::{Entry, Expected, Kept, POLITE_ENDS, RECENT, Saw, Why};

/// A request that is to be closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mine<K, V> {
    pub(crate) ticket: K,
    /// Whether a cookie carried the ticket. Otherwise it was drawn in this request.
    pub(crate) came: bool,
    /// The session that a cookie has, if it moves from there into the store.
    pub(crate) moved: Option<Moved<V>>,
    pub(crate) saw: Saw,
    /// The version of this request's put, if it makes one: a random number.
    pub(crate) version: u64,
    pub(crate) did: Did<K, V>,
}

/// A session that a cookie has so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Moved<V> {
    /// Until when such a cookie is accepted.
    pub(crate) until: u64,
    pub(crate) nobodys: bool,
    pub(crate) value: V,
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
    /// They are written, by a ticket that a periodic renewal has replaced.
    CommittedByFormer,
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
    let arrived = |next: Kept<K, V>| if is_current && mine.came { next.presented() } else { next };
    match &mine.did {
        Did::Read { rotate } => match (mine.saw, rotate) {
            (Saw::Now { .. }, Some(to)) if is_current => put(arrived(next()).rotated(*to, now), Outcome::Renewed),
            (Saw::Now { .. }, _) if is_current && is_unmoved && mine.came && !kept.presented => {
                put(next().presented(), Outcome::Unchanged)
            }
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
            let next = arrived(Kept { value, ..next() });
            match rotate {
                _ if !is_current => put(next, Outcome::CommittedByFormer),
                None => put(next, Outcome::Committed),
                Some(to) => put(next.rotated(*to, now), Outcome::Renewed),
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
        moved_until: mine.moved.as_ref().map(|moved| moved.until),
        value: value.clone(),
        before: None,
        former: Vec::new(),
    };
    let put = |next, then| Step::Put { expected: Expected::Absent, next, then };
    match (mine.saw, &mine.did) {
        (_, Did::Read { .. }) | (Saw::Nothing(_), Did::Ended) => Step::Done(Outcome::Unchanged),
        (_, Did::Ended) => put(Entry::Ended, Outcome::Committed),
        // It expired meanwhile.
        (Saw::Now { .. }, _) => Step::Done(mine.of_lost(Outcome::Ended)),
        (Saw::AsBefore | Saw::Nothing(_), _) => Step::Done(mine.of_lost(Outcome::Superseded)),
        (Saw::Unborn, Did::Wrote { value, nobodys, .. }) => put(Entry::Kept(begin(value, *nobodys)), Outcome::Committed),
        (Saw::Unborn, Did::Renewed { value, to, nobodys, shows_before, .. }) => {
            let was_nobodys = mine.moved.as_ref().is_none_or(|moved| moved.nobodys);
            let before = mine.moved.as_ref().filter(|_| *shows_before).map(|moved| moved.value.clone());
            let next = Kept { recent: Vec::new(), ..begin(value, was_nobodys).renewed(*to, now, *nobodys, before) };
            put(Entry::Kept(next), Outcome::Renewed)
        }
    }
}

impl<K: Copy + Eq, V: Clone> Mine<K, V> {
    fn writes(&self) -> bool {
        matches!(self.did, Did::Wrote { .. } | Did::Renewed { .. })
    }

    /// Returns what becomes of a write whose request can't have the record: another session begins,
    /// or it is `conflict`, where the cookie of another session would replace a better one.
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
            _ if kept.ticket != self.ticket => Outcome::CommittedByFormer,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a record after the put of `version`, which remembers these before it.
    fn found(version: u64, recent: &[u64]) -> Entry<u8, ()> {
        let kept = Kept {
            version,
            recent: recent.to_vec(),
            ticket: 0,
            made: 0,
            presented: true,
            nobodys: true,
            moved_until: None,
            value: (),
            before: None,
            former: Vec::new(),
        };
        Entry::Kept(kept)
    }

    #[test]
    fn a_put_without_an_answer_is_decided_as_long_as_its_history_is_there() {
        let decided = |found: &Entry<u8, ()>, expected| is_decided(Some(found), expected);
        assert!(decided(&found(5, &[]), Expected::Version(5)), "nothing has happened");
        assert!(decided(&found(9, &[8, 7, 6, 5]), Expected::Version(5)));
        assert!(!decided(&found(9, &[8, 7, 6, 4]), Expected::Version(5)), "it may be one of those forgotten");
        assert!(decided(&found(9, &[8, 7, 6]), Expected::Absent), "the first put is among them");
        assert!(!decided(&found(9, &[8, 7, 6, 5]), Expected::Absent));
        assert!(decided(&Entry::Ended, Expected::Version(5)) && is_decided::<u8, ()>(None, Expected::Absent));
    }
}
