//! One record, and a few requests at once, each of which may carry any ticket that was ever given
//! out and may stop at any step.

use stateright::{Model, Property};

use crate::fault::Fault;
use crate::ghost::Ghost;
use crate::promises::promises;
use crate::protocol::{Did, Entry, Expected, GRACE, Kept, Mine, Moved, Outcome, REMEMBERED, Saw, Step, is_decided};
use crate::session::{Kind, Ticket, Value, base, version_of};

/// A record's model.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(crate) struct Record {
    pub(crate) requests: usize,
    /// What their handlers do.
    pub(crate) kinds: &'static [Kind],
    /// Whether the visitor's session is in the store when everything begins, or only its name is in
    /// their cookie.
    pub(crate) stored: bool,
    /// Whether the visitor's cookie has the session itself, which moves into the store.
    pub(crate) moves: bool,
    /// Whether the answer to one put may be lost, so that the put is sent again.
    pub(crate) loses_an_answer: bool,
    /// Whether the session may expire.
    pub(crate) expires: bool,
    pub(crate) fault: Fault,
}

impl Record {
    pub(crate) fn of(requests: usize, stored: bool) -> Self {
        Self { requests, kinds: &Kind::ALL, stored, moves: false, loses_an_answer: false, expires: false, fault: Fault::None }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    Waiting,
    /// The handler has the session, or has returned and the end is under way.
    Open(Open),
    /// The handler has committed what it has done so far, and is about to go on.
    Committed(Committed),
    /// Under [`Fault::TwoStepRenewal`]: the old record is gone, and the new one isn't there yet.
    Half(Entry<Ticket, Value>),
    Done {
        outcome: Outcome,
        sends: Option<Ticket>,
    },
    /// After an answer was lost it can't be known whether the put took place.
    Undecided,
    /// The process died, or the client hung up before the handler was done.
    Stopped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Open {
    pub(crate) mine: Mine<Ticket, Value>,
    base: Value,
    known: Option<Entry<Ticket, Value>>,
    pub(crate) tries: u32,
    /// What the put expected whose answer was lost.
    unanswered: Option<Expected>,
    /// What was committed before, if the handler commits twice.
    committed: Option<Committed>,
}

/// What a request has after it has committed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Committed {
    ticket: Ticket,
    came: bool,
    /// The ticket that its response carries, whatever comes later.
    sends: Option<Ticket>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) entry: Option<Entry<Ticket, Value>>,
    pub(crate) requests: Vec<(Kind, Phase)>,
    /// The tickets that somebody has: the visitor, or whoever planted or copied one.
    cookies: Vec<Ticket>,
    /// 0, or [`GRACE`] when every grace is over, or [`REMEMBERED`] when every former ticket is
    /// forgotten.
    now: u64,
    pub(crate) has_lost_an_answer: bool,
    pub(crate) ghost: Ghost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// A request carries a ticket, its record is loaded, and its handler runs.
    Open(usize, Ticket),
    /// One step of its end: one put, if it needs one.
    Step(usize),
    Stop(usize),
    /// A put takes place, and its answer is lost.
    LoseAnswer(usize),
    /// The response arrives. It may never.
    Arrive(usize),
    Tick,
    /// The store drops a tombstone. It never does while a request runs.
    Forget,
    /// The session expires, and the store drops it, whatever runs.
    Expire,
}

impl Phase {
    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Self::Open(_) | Self::Committed(_) | Self::Half(_))
    }
}

impl Record {
    fn step(&self, open: &Open, now: u64) -> Step<Ticket, Value> {
        let mut step = self.fault.step(&open.mine, &open.base, open.known.as_ref(), now, open.tries);
        // What is put is of the epoch that its put begins or belongs to, which no handler knows.
        if let Step::Put { next: Entry::Kept(kept), .. } = &mut step {
            let epoch = open.base.epoch;
            match open.mine.did {
                Did::Renewed { .. } => kept.value.epoch = kept.value.epoch.max(epoch) + 1,
                Did::Wrote { .. } => kept.value.epoch = kept.value.epoch.max(epoch),
                _ => {}
            }
        }
        step
    }

    /// Makes one step of the end of a request.
    fn advance(&self, world: &mut World, number: usize) -> Option<()> {
        let (kind, phase) = world.requests[number].clone();
        let next_phase = match phase {
            Phase::Half(next) => {
                let Entry::Kept(Kept { ticket, .. }) = next else { return None };
                world.entry = Some(next);
                Phase::Done { outcome: Outcome::Renewed, sends: Some(ticket) }
            }
            Phase::Open(open) => match self.step(&open, world.now) {
                Step::Done(outcome) => {
                    world.ghost.done(&open.mine, kind, open.known.as_ref(), outcome, world.now);
                    after(kind, &open, outcome)
                }
                Step::Put { expected, next, then } => self.put(world, kind, open, expected, next, then),
            },
            Phase::Committed(committed) => self.go_on(world, number, kind, committed),
            _ => return None,
        };
        world.requests[number].1 = next_phase;
        Some(())
    }

    /// Lets a handler go on from what is there after a commit.
    fn go_on(&self, world: &mut World, number: usize, kind: Kind, committed: Committed) -> Phase {
        let Committed { ticket, came, sends } = committed;
        let (saw, value) = self.fault.open(world.entry.as_ref(), ticket, false, world.now);
        world.ghost.sees(ticket, value.as_ref());
        let (Saw::Now { .. }, Some(value)) = (saw, value) else {
            return Phase::Done { outcome: Outcome::Superseded, sends };
        };
        let did = kind.afterwards().unwrap_or(Kind::Read).handle(number, &value, world.now);
        let mine = Mine { ticket, came, moved: None, saw, version: version_of(number) + 50, did };
        let (base, known) = (base(saw, &value), world.entry.clone());
        Phase::Open(Open { mine, base, known, tries: 0, unanswered: None, committed: Some(committed) })
    }

    fn put(
        &self,
        world: &mut World,
        kind: Kind,
        open: Open,
        expected: Expected,
        next: Entry<Ticket, Value>,
        then: Outcome,
    ) -> Phase {
        let before = world.entry.clone();
        let kept = before.as_ref().and_then(|entry| if let Entry::Kept(kept) = entry { Some(kept) } else { None });
        let is_renewal = matches!(open.mine.did, Did::Renewed { .. });
        let in_two_steps = self.fault == Fault::TwoStepRenewal && is_renewal && kept.is_some();
        let puts = if in_two_steps { Entry::Ended } else { next.clone() };
        let done = after(kind, &open, then);
        if self.fault.put(&mut world.entry, expected, puts) {
            world.ghost.put(&open.mine, kind, kept, then, world.now);
            if in_two_steps {
                world.entry = None;
                return Phase::Half(next);
            }
            return done;
        }
        if self.fault == Fault::GiveUp {
            world.ghost.put(&open.mine, kind, None, then, world.now);
            return done;
        }
        match open.unanswered {
            Some(expected) if self.fault != Fault::VersionPlusOne && !is_decided(before.as_ref(), expected) => Phase::Undecided,
            _ => Phase::Open(Open { known: before, tries: open.tries + 1, unanswered: None, ..open }),
        }
    }

    /// Lets a put take place without an answer.
    fn lose_answer(&self, world: &mut World, number: usize) -> Option<()> {
        let (kind, Phase::Open(open)) = world.requests[number].clone() else { return None };
        let Step::Put { expected, next, then } = self.step(&open, world.now) else { return None };
        let before = world.entry.clone();
        if !self.fault.put(&mut world.entry, expected, next) {
            return None;
        }
        let kept = before.as_ref().and_then(|entry| if let Entry::Kept(kept) = entry { Some(kept) } else { None });
        world.ghost.put(&open.mine, kind, kept, then, world.now);
        world.has_lost_an_answer = true;
        world.requests[number].1 = Phase::Open(Open { unanswered: Some(expected), ..open });
        Some(())
    }
}

/// Returns what a request does after a put, or after it had nothing to put.
fn after(kind: Kind, open: &Open, outcome: Outcome) -> Phase {
    let sends = sent(&open.mine, outcome).or(open.committed.and_then(|committed| committed.sends));
    let holds = matches!(outcome, Outcome::Committed | Outcome::CommittedByFormer | Outcome::Renewed);
    if !kind.commits() || open.committed.is_some() || !holds {
        return Phase::Done { outcome, sends };
    }
    let came = sends.is_none() && open.mine.came;
    Phase::Committed(Committed { ticket: sends.unwrap_or(open.mine.ticket), came, sends })
}

/// Returns the ticket that a response carries.
fn sent(mine: &Mine<Ticket, Value>, outcome: Outcome) -> Option<Ticket> {
    match mine.did {
        Did::Renewed { to, .. } | Did::Read { rotate: Some(to) } | Did::Wrote { rotate: Some(to), .. } => {
            (outcome == Outcome::Renewed).then_some(to)
        }
        _ => None,
    }
}

impl Model for Record {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let kept = Kept {
            version: 1,
            recent: vec![],
            ticket: 0,
            made: 0,
            presented: false,
            nobodys: true,
            moved_until: None,
            value: Value::default(),
            before: None,
            former: vec![],
        };
        let world = |kinds: Vec<Kind>| World {
            entry: self.stored.then(|| Entry::Kept(kept.clone())),
            requests: kinds.into_iter().map(|kind| (kind, Phase::Waiting)).collect(),
            cookies: vec![0],
            now: 0,
            has_lost_an_answer: false,
            ghost: Ghost::new(self.stored, 0, !self.stored).with(u8::from(self.moves)),
        };
        Kind::combinations(self.kinds, self.requests).into_iter().map(world).collect()
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        for (number, (_, phase)) in world.requests.iter().enumerate() {
            match phase {
                Phase::Waiting => actions.extend(world.cookies.iter().map(|ticket| Action::Open(number, *ticket))),
                Phase::Open(_) | Phase::Committed(_) | Phase::Half(_) => {
                    actions.extend([Action::Step(number), Action::Stop(number)]);
                }
                Phase::Done { sends: Some(ticket), .. } if !world.cookies.contains(ticket) => {
                    actions.push(Action::Arrive(number));
                }
                _ => {}
            }
            if self.loses_an_answer && !world.has_lost_an_answer && matches!(phase, Phase::Open(_)) {
                actions.push(Action::LoseAnswer(number));
            }
        }
        let is_running = world.requests.iter().any(|(_, phase)| phase.is_running());
        if world.ghost.epochs.len() > 1 && (world.now == 0 || world.now == GRACE && !is_running) {
            actions.push(Action::Tick);
        }
        // Where a session has moved from a cookie, it stays as long as the cookie is accepted.
        if world.entry == Some(Entry::Ended) && !is_running && !self.moves {
            actions.push(Action::Forget);
        }
        if self.expires && world.ghost.life == 0 && matches!(world.entry, Some(Entry::Kept(_))) {
            actions.push(Action::Expire);
        }
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        match action {
            Action::Open(number, ticket) => {
                let (saw, value) = self.fault.open(world.entry.as_ref(), ticket, ticket == 0 && !self.stored, world.now);
                world.ghost.sees(ticket, value.as_ref());
                world.ghost.opens(world.entry.as_ref(), ticket, saw, world.now);
                let is_moving = self.moves && saw == Saw::Unborn;
                let value = if is_moving { Some(Value::IN_COOKIE) } else { value };
                let value = Value { life: world.ghost.life, ..value.unwrap_or_default() };
                let (kind, phase) = &mut world.requests[number];
                let mut did = kind.handle(number, &value, world.now);
                if is_moving && *kind == Kind::Read {
                    did = Did::Wrote { value: value.clone(), rotate: None, nobodys: true };
                }
                let moved = self.moves && ticket == 0;
                let moved = moved.then_some(Moved { until: 0, nobodys: true, value: Value::IN_COOKIE });
                let mine = Mine { ticket, came: true, moved, saw, version: version_of(number), did };
                let known = world.entry.clone();
                *phase = Phase::Open(Open {
                    base: if is_moving { value.clone() } else { base(saw, &value) },
                    mine,
                    known,
                    tries: 0,
                    unanswered: None,
                    committed: None,
                });
            }
            Action::Step(number) => self.advance(&mut world, number)?,
            Action::LoseAnswer(number) => self.lose_answer(&mut world, number)?,
            Action::Stop(number) => world.requests[number].1 = Phase::Stopped,
            Action::Arrive(number) => {
                let Phase::Done { sends: Some(ticket), .. } = world.requests[number].1 else { return None };
                world.cookies.push(ticket);
                world.cookies.sort_unstable();
            }
            Action::Tick => world.now = if world.now == 0 { GRACE } else { REMEMBERED },
            Action::Forget | Action::Expire => {
                world.entry = None;
                world.ghost = Ghost::new(false, world.ghost.life + 1, !self.stored);
            }
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises(self)
    }
}
