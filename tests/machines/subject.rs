//! What is tested: one request against a real machine.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use session_core::testing::{ManualClock, block_on, key};
use session_core::{
    Closed, EnteredFrom, InCookie, Keys, Live, Origin, RequestContext, Rng, RngError, Session, SessionError, Sessions, StateOf,
};

use crate::faults::{Fault, spoil};
use crate::plan::Plan;
use crate::reference::{Data, Deed, Write};
use crate::tokens::{Issued, KeyRoles};

/// A state whose values the walk can see and change.
pub(crate) trait Shape {
    fn shown(&self) -> Data;
    fn write(&mut self, write: Write);
    /// What the walk enters it with.
    fn entering(user: u8) -> Self;
}

/// A machine that the walk can drive by the numbers of its states.
pub(crate) trait Walked: InCookie {
    fn shown(&self) -> Data;
    /// The values in this state, if the session is in it.
    fn ask(live: Live<'_, Self>, state: usize) -> Option<Data>;
    fn change(live: Live<'_, Self>, write: Write);
    /// What the new state's handle shows after a transition, if the session was in the state `from`.
    fn go(live: Live<'_, Self>, from: usize, to: usize, user: u8) -> Option<Data>;
}

pub(crate) fn ask_for<M: Session, T: StateOf<M> + Shape>(live: Live<'_, M>) -> Option<Data> {
    live.in_state::<T>().ok().map(|live| live.shown())
}

pub(crate) fn write_in<M: Session, T: StateOf<M> + Shape>(live: Live<'_, M>, write: Write) {
    if let Ok(mut live) = live.in_state::<T>() {
        live.write(write);
    }
}

pub(crate) fn go_from<M: Session, F: StateOf<M>, T: EnteredFrom<F> + Shape>(live: Live<'_, M>, user: u8) -> Option<Data> {
    live.in_state::<F>().ok().map(|live| live.to(T::entering(user)).shown())
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    Return,
    Panic,
    Cancel,
}

pub(crate) struct Request<'r> {
    pub(crate) plan: &'r Plan,
    pub(crate) keys: &'r KeyRoles,
    pub(crate) clock: &'r ManualClock,
    pub(crate) ids: &'r Counting,
    pub(crate) fields: &'r [String],
    pub(crate) deeds: &'r [Deed],
    pub(crate) ending: Ending,
    pub(crate) takes: u64,
    /// The token that counts; for faults only.
    pub(crate) winner: Option<&'r Issued>,
    pub(crate) fault: Fault,
}

/// What the handler sees after a deed.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) data: Data,
    /// Whether the session was in the state that the deed asked for.
    pub(crate) was_in_state: Option<bool>,
    pub(crate) began: u64,
    pub(crate) ends: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// None if the context was dropped before it was looked at.
    pub(crate) origin: Option<Origin>,
    pub(crate) log: Vec<Seen>,
    /// None if the context was dropped.
    pub(crate) sent: Option<Result<Sent, SessionError>>,
}

#[derive(Debug)]
pub(crate) struct Sent {
    /// The cookie's value, and the whole header.
    pub(crate) cookie: Option<(String, String)>,
    pub(crate) set_cookies: usize,
    pub(crate) varies: bool,
    pub(crate) cache_control: String,
}

impl Sent {
    fn of(closed: &Closed) -> Self {
        let all = |name: &str| -> Vec<String> {
            closed.headers().iter().filter(|header| header.name == name).map(|header| header.value.to_owned()).collect()
        };
        let cookie = closed.set_cookie().map(|cookie| (cookie.value().to_owned(), cookie.as_str().to_owned()));
        let (varies, cache_control) = (!all("vary").is_empty(), all("cache-control").concat());
        Self { cookie, set_cookies: all("set-cookie").len(), varies, cache_control }
    }
}

/// A machine without its type.
pub(crate) trait Application {
    fn request(&self, request: &Request<'_>) -> Outcome;
}

pub(crate) struct App<M>(pub(crate) PhantomData<M>);

impl<M: Walked> Application for App<M> {
    fn request(&self, request: &Request<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        let sent = match request.ending {
            Ending::Panic | Ending::Cancel if request.fault == Fault::PanicCommits => {
                Some(block_on(run::<M>(request, &mut outcome, Ending::Return)))
            }
            Ending::Return => Some(block_on(run::<M>(request, &mut outcome, Ending::Return))),
            Ending::Panic => {
                let run = AssertUnwindSafe(|| block_on(run::<M>(request, &mut outcome, Ending::Panic)));
                catch_unwind(run).ok()
            }
            Ending::Cancel => {
                let run = pin!(run::<M>(request, &mut outcome, Ending::Cancel));
                assert!(run.poll(&mut Context::from_waker(Waker::noop())).is_pending(), "the handler waits for ever");
                None
            }
        };
        outcome.sent = sent.map(|closed| closed.map(|closed| Sent::of(&closed)));
        if let Some(Ok(sent)) = &mut outcome.sent {
            spoil(request, sent);
        }
        outcome
    }
}

async fn run<M: Walked>(request: &Request<'_>, outcome: &mut Outcome, ending: Ending) -> Result<Closed, SessionError> {
    let first = request.fields.get(..1).filter(|_| request.fault == Fault::FirstCookieWins);
    let fields = first.unwrap_or(request.fields);
    let mut context = sessions::<M>(request).open(fields).await?;
    outcome.origin = Some(context.live().origin());
    outcome.log.push(see(&mut context, None));
    let mut transitions = 0;
    for deed in request.deeds {
        transitions += usize::from(matches!(deed, Deed::To { .. }));
        let is_lost = matches!(deed, Deed::To { .. }) && transitions > 1 && request.fault == Fault::SecondTransitionIsLost;
        let was_in_state = if is_lost { Some(true) } else { take(&mut context, *deed, request.fault) };
        outcome.log.push(see(&mut context, was_in_state));
    }
    request.clock.advance(Duration::from_secs(request.takes));
    match ending {
        Ending::Return => {}
        Ending::Panic => resume_unwind(Box::new("planted")),
        Ending::Cancel => std::future::pending().await,
    }
    context.close().await
}

fn sessions<M: Walked>(request: &Request<'_>) -> Sessions<M> {
    let roles = request.keys;
    let mut keys = Keys::new(key(roles.current));
    keys = roles.retired.into_iter().fold(keys, |keys, number| keys.accepting(key(number)));
    keys = roles.expected.into_iter().fold(keys, |keys, number| keys.expecting(key(number)));
    let clock = match request.fault {
        Fault::ClockIsASecondLate => ManualClock::at(request.clock.seconds() - 1),
        _ => request.clock.clone(),
    };
    Sessions::in_cookie(keys).with_clock(clock).with_rng(request.ids.clone())
}

/// What the session is now, through a handle of the whole of it.
fn see<M: Walked>(context: &mut RequestContext<M>, was_in_state: Option<bool>) -> Seen {
    let live = context.live();
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).expect("later").as_secs();
    Seen { data: live.shown(), was_in_state, began: seconds(live.issued_at()), ends: seconds(live.expires_at()) }
}

/// Does one thing to the session. Whether it was in the state that this asks for, and the handle showed what is there.
fn take<M: Walked>(context: &mut RequestContext<M>, deed: Deed, fault: Fault) -> Option<bool> {
    let mut live = context.live();
    let shown = match deed {
        Deed::Ask(_) if fault == Fault::EveryStateIsTheOne => return Some(true),
        Deed::Ask(state) => M::ask(live, state),
        Deed::To { from, to, user } => M::go(live, from, to, user),
        Deed::Write(write) => {
            M::change(live, write);
            return None;
        }
        Deed::Renew => {
            live.renew();
            return None;
        }
        Deed::Persist(persistent) => {
            live.persist(persistent);
            return None;
        }
        Deed::End if fault == Fault::EndKeepsTheCookie => {
            live.discard();
            return None;
        }
        Deed::End => {
            live.end();
            return None;
        }
        Deed::Discard => {
            if fault != Fault::DiscardIsIgnored {
                live.discard();
            }
            return None;
        }
    };
    Some(shown.is_some_and(|shown| shown == context.live().shown()))
}

/// Ids that never repeat.
#[derive(Clone, Default)]
pub(crate) struct Counting(Arc<AtomicU64>);

impl Rng for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.fill(0);
        bytes[..8].copy_from_slice(&next);
        Ok(())
    }
}
