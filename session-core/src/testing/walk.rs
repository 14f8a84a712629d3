//! Random walks through a state machine.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

use crate::live::{Session, StateOf};
use crate::schema::State;
use crate::time::{Timeline, Timestamp, format_duration};

/// Returns a proptest strategy of legal walks through the states of `S`. A walk is what a visitor
/// can do, in any order and with any pauses. An application uses it to check that its invariants
/// always hold.
///
/// A walk starts in the state of a visitor without a cookie. Each [`Step`] waits, often until a
/// second before or after a limit, and then makes one of the transitions that the state declares.
/// After a wait that was too long, that state is `start`. A walk that fails shrinks to a short
/// one.
///
/// ```
/// use proptest::prelude::*;
/// use session_core::testing::{self, Browser, ManualClock, walk};
/// use session_core::{Live, Session, SessionState, Sessions};
///
/// #[derive(Session)]
/// enum Login {
///     #[session(start, to(LoggedIn))]
///     Anonymous(Anonymous),
///     #[session(to(Anonymous), idle = "30m", lifetime = "12h")]
///     LoggedIn(LoggedIn),
/// }
///
/// #[derive(SessionState, Default)]
/// struct Anonymous;
///
/// #[derive(SessionState)]
/// struct LoggedIn {
///     user: u64,
/// }
///
/// /// Does what leads out of the state that the visitor is in.
/// fn go(login: Live<'_, Login>) {
///     match login.in_state::<Anonymous>() {
///         Ok(login) => drop(login.to(LoggedIn { user: 7 })),
///         Err(login) => drop(login.in_state::<LoggedIn>().expect("the other state").to(Anonymous)),
///     }
/// }
///
/// proptest!(|(walk in walk::<Login>())| {
///     let clock = ManualClock::default();
///     let mut browser = Browser::new(&Sessions::<Login>::options().clock(clock.clone()).in_cookie(testing::key(1)));
///     for step in walk.steps() {
///         clock.advance(step.waits());
///         prop_assert_eq!(browser.visit(|login| matches!(&*login, Login::LoggedIn(_))), step.is_from::<LoggedIn>());
///         browser.visit(go);
///         prop_assert_eq!(browser.visit(|login| matches!(&*login, Login::LoggedIn(_))), step.leads_to::<LoggedIn>());
///     }
/// });
/// ```
pub fn walk<S: Session>() -> impl Strategy<Value = Walk<S>> {
    vec((any::<u16>(), any::<u16>()), 0..20).prop_map(|choices| Walk::along(&choices))
}

/// A walk through the states of `S`, made by [`walk`].
pub struct Walk<S> {
    steps: Vec<Step<S>>,
}

/// One step of a [`Walk`]: some time, and then a transition.
pub struct Step<S> {
    waits: Duration,
    from: &'static State,
    to: Option<&'static State>,
    session: PhantomData<fn() -> S>,
}

impl<S: Session> Walk<S> {
    fn along(choices: &[(u16, u16)]) -> Self {
        let schema = S::SCHEMA;
        let mut now = Timestamp::from_secs(0);
        // A visitor who has done nothing has no cookie, and so no timeline that could expire.
        let (mut state, mut timeline) = (schema.start(), None::<Timeline>);
        let mut steps = Vec::new();
        for &(wait, transition) in choices {
            let waits = pick(&waits(state, schema.timeouts().lifetime()), wait).copied().unwrap_or_default();
            now = now.after(waits);
            let lifetime = schema.timeouts().lifetime();
            if timeline.is_some_and(|timeline| timeline.judge(lifetime, state.timeouts(), now).is_err()) {
                (state, timeline) = (schema.start(), None);
            }
            let from = state;
            let transition = pick(state.transitions(), transition);
            let to = transition.and_then(|to| schema.states().iter().find(|state| state.name() == to.target()));
            if let (Some(to), Some(transition)) = (to, transition) {
                let before = timeline.unwrap_or(Timeline::starting(now));
                (state, timeline) = (to, Some(before.entering(now, transition.resets_lifetime())));
            } else {
                // Without a transition the request only reads, and refreshes the session if that
                // is due.
                timeline =
                    timeline.map(|seen| if seen.is_refresh_due(state.timeouts(), || now) { seen.seen_at(now) } else { seen });
            }
            steps.push(Step { waits, from, to, session: PhantomData });
        }
        Self { steps }
    }
}

/// Returns how long a visitor may wait in a state: not at all, a little, and around each of its
/// limits. A walk shrinks to the first of them.
fn waits(state: &State, session: Duration) -> Vec<Duration> {
    let limits = [state.timeouts().idle(), Some(state.timeouts().lifetime()), Some(session)];
    let around = |limit: Duration| [limit.saturating_sub(SECOND), limit, limit + SECOND];
    let short = [Duration::ZERO, SECOND, Duration::from_secs(60)];
    short.into_iter().chain(limits.into_iter().flatten().flat_map(around)).collect()
}

const SECOND: Duration = Duration::from_secs(1);

/// Picks one of `choices`, or `None` if there are none.
fn pick<T>(choices: &[T], number: u16) -> Option<&T> {
    choices.get(usize::from(number).checked_rem(choices.len())?)
}

impl<S> Walk<S> {
    /// Returns the steps, in their order.
    pub fn steps(&self) -> &[Step<S>] {
        &self.steps
    }
}

impl<S: Session> Step<S> {
    /// Returns how much time passes before the transition.
    pub fn waits(&self) -> Duration {
        self.waits
    }

    /// Returns the state that the visitor is in after that time: `start`, if it was too long.
    pub fn from(&self) -> &'static State {
        self.from
    }

    /// Returns the state that is entered then, or `None` if no transition leads out of
    /// [`from`](Self::from).
    pub fn to(&self) -> Option<&'static State> {
        self.to
    }

    /// Returns whether the visitor is in the state `T` before the transition.
    pub fn is_from<T: StateOf<S>>(&self) -> bool {
        self.from.name() == T::STATE.name()
    }

    /// Returns whether the visitor enters the state `T`.
    pub fn leads_to<T: StateOf<S>>(&self) -> bool {
        self.to.is_some_and(|to| to.name() == T::STATE.name())
    }
}

impl<S> Clone for Walk<S> {
    fn clone(&self) -> Self {
        Self { steps: self.steps.clone() }
    }
}

impl<S> Clone for Step<S> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

/// Prints the steps as a person would tell them:
/// `Anonymous → AwaitingCode, 5m: Anonymous → AwaitingCode`.
impl<S> fmt::Debug for Walk<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("walk: ")?;
        for (number, step) in self.steps.iter().enumerate() {
            write!(f, "{}{step:?}", if number == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl<S> fmt::Debug for Step<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.waits.is_zero() {
            write!(f, "{}: ", format_duration(self.waits))?;
        }
        f.write_str(self.from.name())?;
        self.to.map_or(Ok(()), |to| write!(f, " → {}", to.name()))
    }
}
