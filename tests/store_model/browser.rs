//! One browser and its cookie: a request carries the cookie that is there when it is sent, and
//! answers come in any order.

use stateright::{Model, Property};

use crate::fault::Fault;
use crate::protocol::{Across, Did, Entry, GRACE, Kept, Mine, Outcome, Saw, Step};
use crate::session::{Kind, Ticket, Value, base, version_of};

/// A browser's model.
pub(crate) struct Browser {
    pub(crate) requests: usize,
    /// Whether the visitor's session is in the store when everything begins, or only its name is in
    /// their cookie.
    pub(crate) stored: bool,
    /// Whether the browser gives up the answer to a sign-in when its form is sent again.
    pub(crate) gives_up: bool,
    /// Whether periodic renewals become due.
    pub(crate) rotates: bool,
    pub(crate) fault: Fault,
}

impl Browser {
    pub(crate) fn of(requests: usize, stored: bool) -> Self {
        Self { requests, stored, gives_up: false, rotates: false, fault: Fault::None }
    }

    fn kinds(&self) -> &'static [Kind] {
        if self.rotates {
            &[Kind::Add, Kind::AddAndRotate, Kind::SignIn, Kind::SecondFactor]
        } else {
            &[Kind::Read, Kind::Add, Kind::SignIn, Kind::SecondFactor]
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cookie {
    Ticket(Ticket),
    /// Another session, in which nobody is signed in.
    Another,
    /// Another session, which a sign-in began.
    AnotherSignedIn,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    Waiting,
    Sent(Ticket),
    Open { mine: Mine<Ticket, Value>, base: Value, known: Option<Entry<Ticket, Value>>, tries: u32 },
    Done { sends: Option<Cookie>, signs_in: bool },
    Over,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    entry: Option<Entry<Ticket, Value>>,
    requests: Vec<(Kind, Phase)>,
    jar: Cookie,
    now: u64,
    /// Whether a ticket was replaced.
    is_renewed: bool,
    /// Whether the last cookie that arrived was that of a periodic renewal.
    is_of_rotation: bool,
    /// Whether an answer has told the visitor that they are signed in.
    is_told: bool,
    /// The sign-in that was sent last. Answers to those before it are given up.
    last_sign_in: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Send(usize),
    /// The request reaches the server, its record is loaded, and its handler runs.
    Arrive(usize),
    Step(usize),
    /// The answer reaches the browser.
    Answer(usize),
    /// The grace ends.
    Tick,
}

impl World {
    fn is_over(&self) -> bool {
        self.requests.iter().all(|(_, phase)| *phase == Phase::Over)
    }

    /// Returns whether the visitor's cookie is that of a session in which they are signed in.
    fn is_signed_in(&self) -> bool {
        match (self.jar, &self.entry) {
            (Cookie::AnotherSignedIn, _) => true,
            (Cookie::Ticket(ticket), entry) => {
                let (saw, value) = Fault::None.open(entry.as_ref(), ticket, false, self.now);
                matches!(saw, Saw::Now { .. }) && value.is_some_and(|value| !value.is_nobodys())
            }
            (Cookie::Another, _) => false,
        }
    }
}

impl Browser {
    /// Makes one step of the end of a request.
    fn advance(&self, world: &mut World, number: usize) -> Option<()> {
        let Phase::Open { mine, base, known, tries } = world.requests[number].1.clone() else { return None };
        let signs_in = matches!(mine.did, Did::Renewed { across: Across::SignIn, .. });
        let to = match mine.did {
            Did::Renewed { to, .. } | Did::Wrote { rotate: Some(to), .. } | Did::Read { rotate: Some(to) } => Some(to),
            _ => None,
        };
        let outcome = match self.fault.step(&mine, &base, known.as_ref(), world.now, tries) {
            Step::Done(outcome) => outcome,
            Step::Put { expected, next, then } => {
                if !self.fault.put(&mut world.entry, expected, next) {
                    world.requests[number].1 = Phase::Open { mine, base, known: world.entry.clone(), tries: tries + 1 };
                    return Some(());
                }
                then
            }
        };
        let sends = match (outcome, to) {
            (Outcome::Anew, _) if signs_in => Some(Cookie::AnotherSignedIn),
            (Outcome::Anew, _) => Some(Cookie::Another),
            (Outcome::Renewed, Some(to)) => Some(Cookie::Ticket(to)),
            (Outcome::Unchanged, _) if self.fault == Fault::ReissuesTicket && matches!(mine.saw, Saw::Now { .. }) => {
                Some(Cookie::Ticket(mine.ticket))
            }
            _ => None,
        };
        world.is_renewed |= outcome == Outcome::Renewed;
        let signs_in = signs_in && matches!(outcome, Outcome::Renewed | Outcome::Anew);
        world.requests[number].1 = Phase::Done { sends, signs_in };
        Some(())
    }
}

impl Model for Browser {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let kept = Kept {
            version: 1,
            recent: vec![],
            ticket: 0,
            made: 0,
            presented: true,
            nobodys: true,
            moved_until: None,
            value: Value::default(),
            before: None,
            former: vec![],
        };
        let world = |kinds: Vec<Kind>| World {
            entry: self.stored.then(|| Entry::Kept(kept.clone())),
            requests: kinds.into_iter().map(|kind| (kind, Phase::Waiting)).collect(),
            jar: Cookie::Ticket(0),
            now: 0,
            is_renewed: false,
            is_of_rotation: false,
            is_told: false,
            last_sign_in: None,
        };
        Kind::combinations(self.kinds(), self.requests).into_iter().map(world).collect()
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        for (number, (_, phase)) in world.requests.iter().enumerate() {
            match phase {
                Phase::Waiting if matches!(world.jar, Cookie::Ticket(_)) => actions.push(Action::Send(number)),
                Phase::Sent(_) => actions.push(Action::Arrive(number)),
                Phase::Open { .. } => actions.push(Action::Step(number)),
                Phase::Done { .. } => actions.push(Action::Answer(number)),
                _ => {}
            }
        }
        if world.is_renewed && world.now == 0 {
            actions.push(Action::Tick);
        }
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        match action {
            Action::Send(number) => {
                let Cookie::Ticket(ticket) = world.jar else { return None };
                if world.requests[number].0 == Kind::SignIn {
                    world.last_sign_in = Some(number);
                }
                world.requests[number].1 = Phase::Sent(ticket);
            }
            Action::Arrive(number) => {
                let (kind, Phase::Sent(ticket)) = world.requests[number].clone() else { return None };
                let (saw, value) = self.fault.open(world.entry.as_ref(), ticket, ticket == 0 && !self.stored, world.now);
                let value = value.unwrap_or_default();
                let did = kind.handle(number, &value, world.now);
                let mine = Mine { ticket, came: true, moved: None, saw, version: version_of(number), did };
                let (base, known) = (base(saw, &value), world.entry.clone());
                world.requests[number].1 = Phase::Open { mine, base, known, tries: 0 };
            }
            Action::Step(number) => self.advance(&mut world, number)?,
            Action::Answer(number) => {
                let (kind, Phase::Done { sends, signs_in }) = world.requests[number].clone() else { return None };
                let is_given_up = self.gives_up && kind == Kind::SignIn && world.last_sign_in != Some(number);
                if !is_given_up {
                    if let Some(cookie) = sends {
                        world.jar = cookie;
                        world.is_of_rotation = kind == Kind::AddAndRotate;
                    }
                    world.is_told |= signs_in;
                }
                world.requests[number].1 = Phase::Over;
            }
            Action::Tick => world.now = GRACE,
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("once all answers are in, whoever was told that they are signed in is", |_, world: &World| {
                !world.is_over() || !world.is_told || world.is_signed_in() || world.is_of_rotation
            }),
            Property::always("a sign-in that was sent twice signs in", |_, world: &World| {
                let only_sign_ins = world.requests.iter().all(|(kind, _)| *kind == Kind::SignIn);
                !only_sign_ins || world.now > 0 || !world.is_over() || world.is_told
            }),
            Property::sometimes("somebody is signed in", |_, world: &World| world.is_over() && world.is_signed_in()),
        ]
    }
}
