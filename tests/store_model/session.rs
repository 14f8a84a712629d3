//! What the model's sessions hold, and what its handlers do to them.

use crate::protocol::{Across, Did, Saw};

/// A ticket: 0 is the one that the visitor came with, *n* the one that request *n − 1* has drawn.
pub(crate) type Ticket = u8;

/// What a session holds. `user` and `verified` are zero where no user is known; signed in is
/// whoever is `verified`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Value {
    /// A counter, `merge = add`.
    pub(crate) count: u8,
    /// Who wants to sign in. It has no policy, so the later write wins.
    pub(crate) user: u8,
    /// Whom the sign-in has verified: the `user` that it saw.
    pub(crate) verified: u8,
    /// The epoch in which it was written. No handler knows it.
    pub(crate) epoch: u8,
    /// How many sessions of this name had been ended and forgotten when it was written. No handler
    /// knows it.
    pub(crate) life: u8,
}

impl Value {
    /// What the session has that a cookie has so far.
    pub(crate) const IN_COOKIE: Self = Self { count: 1, user: 0, verified: 0, epoch: 0, life: 0 };

    /// Merges two values that were made from `base`.
    pub(crate) fn merged(base: &Self, mine: &Self, theirs: &Self, across: Across) -> Self {
        let last = |base: u8, mine: u8, theirs: u8| if across != Across::Nothing || mine != base { mine } else { theirs };
        Self {
            count: mine.count + theirs.count - base.count,
            user: last(base.user, mine.user, theirs.user),
            verified: last(base.verified, mine.verified, theirs.verified),
            epoch: mine.epoch.max(theirs.epoch),
            life: mine.life.max(theirs.life),
        }
    }

    pub(crate) fn is_nobodys(&self) -> bool {
        self.verified == 0
    }
}

/// What a request's handler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Read,
    /// Adds one to the counter.
    Add,
    /// The same, in a request in which a periodic renewal is due.
    AddAndRotate,
    /// Wants to be another user. Somebody who is signed in has no such handler.
    Choose,
    /// A transition: signs in the user that it sees, and counts.
    SignIn,
    /// A transition back: nobody is known, and it counts.
    SignOut,
    /// Renews the id, and counts.
    Renew,
    /// The same, of somebody who is signed in.
    SecondFactor,
    End,
    /// Adds one, commits that, and adds one more.
    AddTwice,
    /// Adds one, commits that, and ends the session.
    AddAndEnd,
    /// Signs in, commits that, and adds one.
    SignInAndAdd,
    /// Signs in, commits that, and is closed.
    SignInAndRead,
}

impl Kind {
    /// What handlers do in a model in which some commit before they are done.
    pub(crate) const COMMITTING: [Self; 8] = [
        Self::Read,
        Self::Add,
        Self::SignOut,
        Self::End,
        Self::AddTwice,
        Self::AddAndEnd,
        Self::SignInAndAdd,
        Self::SignInAndRead,
    ];

    pub(crate) const ALL: [Self; 8] =
        [Self::Read, Self::Add, Self::AddAndRotate, Self::Choose, Self::SignIn, Self::SignOut, Self::Renew, Self::End];

    /// Returns every combination of so many of these kinds, without regard to their order: requests
    /// are alike but for what they do.
    pub(crate) fn combinations(kinds: &[Self], requests: usize) -> Vec<Vec<Self>> {
        let mut all = vec![vec![]];
        for _ in 0..requests {
            let longer = |some: &Vec<Self>| {
                let last = some.last().copied().unwrap_or(Self::Read);
                let next: Vec<_> =
                    kinds.iter().filter(|kind| **kind >= last).map(|kind| [&some[..], &[*kind]].concat()).collect();
                next
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    /// Returns whether the handler adds one to the counter, if it finds a session that it is for.
    pub(crate) fn counts(self) -> bool {
        !matches!(self, Self::Read | Self::Choose | Self::End)
    }

    /// Returns whether the handler commits something and then goes on.
    pub(crate) fn commits(self) -> bool {
        self.afterwards().is_some()
    }

    /// Returns what the handler does after it has committed something.
    pub(crate) fn afterwards(self) -> Option<Self> {
        match self {
            Self::AddTwice | Self::SignInAndAdd => Some(Self::Add),
            Self::AddAndEnd => Some(Self::End),
            Self::SignInAndRead => Some(Self::Read),
            _ => None,
        }
    }

    pub(crate) fn signs_in(self) -> bool {
        matches!(self, Self::SignIn | Self::SignInAndAdd | Self::SignInAndRead)
    }

    /// Runs the handler of request `number`. What it sees is `value`, which is fresh if there is no
    /// session. Renewals happen only while `now` is 0, so that one clock tick ends every grace.
    pub(crate) fn handle(self, number: usize, value: &Value, now: u64) -> Did<Ticket, Value> {
        let to = ticket_of(number);
        let mut value = value.clone();
        let was_nobodys = value.is_nobodys();
        value.count += u8::from(self.counts());
        let nobodys = was_nobodys;
        match self {
            Self::Read => Did::Read { rotate: None },
            Self::SignIn | Self::SignInAndAdd | Self::SignInAndRead | Self::Choose if !was_nobodys => {
                Did::Read { rotate: None }
            }
            Self::SignOut | Self::SecondFactor if was_nobodys => Did::Read { rotate: None },
            Self::SignIn
            | Self::SignInAndAdd
            | Self::SignInAndRead
            | Self::SignOut
            | Self::Renew
            | Self::SecondFactor
            | Self::AddAndRotate
                if now > 0 =>
            {
                Did::Read { rotate: None }
            }
            Self::Add | Self::AddTwice | Self::AddAndEnd => Did::Wrote { value, rotate: None, nobodys },
            // What is nobody's isn't renewed periodically.
            Self::AddAndRotate => Did::Wrote { value, rotate: Some(to).filter(|_| !was_nobodys), nobodys },
            Self::Choose => Did::Wrote { value: Value { user: to, ..value }, rotate: None, nobodys },
            Self::SignIn | Self::SignInAndAdd | Self::SignInAndRead => {
                let user = value.user.max(1);
                let value = Value { user, verified: user, ..value };
                Did::Renewed { value, to, across: Across::SignIn, nobodys: false, shows_before: true }
            }
            Self::SignOut => {
                let value = Value { user: 0, verified: 0, ..value };
                Did::Renewed { value, to, across: Across::Privilege, nobodys: true, shows_before: false }
            }
            Self::Renew => Did::Renewed { value, to, across: Across::Nothing, nobodys, shows_before: true },
            Self::SecondFactor => Did::Renewed { value, to, across: Across::Privilege, nobodys, shows_before: true },
            Self::End => Did::Ended,
        }
    }
}

/// Returns the ticket that request `number` draws.
pub(crate) fn ticket_of(number: usize) -> Ticket {
    u8::try_from(number + 1).expect("a model has few requests")
}

/// Returns the version that request `number` puts.
pub(crate) fn version_of(number: usize) -> u64 {
    100 + u64::from(ticket_of(number))
}

/// Returns the base that a request's write is merged from.
pub(crate) fn base(saw: Saw, value: &Value) -> Value {
    if matches!(saw, Saw::Now { .. }) { value.clone() } else { Value::default() }
}
