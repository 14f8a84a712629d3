//! Runs a handler with a real session, and the code that it lends the session to.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{SystemTime, UNIX_EPOCH};

use session_core::__private::context_of;
use session_core::testing::block_on;
use session_core::{Arrival, RequestContext, ResponseHeader, Sessions};
use session_http::{Exchange, InPlace, LendGuard, LoanSlots, RequestHead, ResponseHead};

use crate::faults::Fault;
use crate::reference::{Data, Deed, Ending, Try};
use crate::subject::Walked;

/// What a handler panics with.
pub(crate) const PLANTED: &str = "planted";

/// What the handler sees after a deed.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) arrival: Arrival,
    pub(crate) data: Data,
    /// What the deed has answered: whether the session was in the state that it asked for, or
    /// whether the commit holds.
    pub(crate) answer: Option<bool>,
    pub(crate) began: u64,
    pub(crate) ends: u64,
}

/// A handler, or middleware that lends its session to code inside.
pub(crate) struct Handler<'s, S> {
    pub(crate) sessions: &'s Sessions<S>,
    pub(crate) fault: Fault,
}

impl<S: Walked + Send + Sync> Handler<'_, S> {
    /// Does all that the handler does. Returns what it sees at first and after each deed, and what
    /// code inside of it sees.
    pub(crate) fn run(&self, context: &mut RequestContext<S>, deeds: &[Deed]) -> Vec<Seen> {
        let mut log = vec![see(context, None)];
        let mut transitions = 0;
        for deed in deeds {
            transitions += usize::from(matches!(deed, Deed::To { .. }));
            let answer = match self.fault.instead_of(deed, transitions) {
                Some(Deed::Lend(tries)) => {
                    self.lend(context, &tries, &mut log);
                    None
                }
                Some(deed) => apply(context, &deed),
                None => matches!(deed, Deed::Ask(_) | Deed::To { .. } | Deed::Commit { .. }).then_some(true),
            };
            log.push(see(context, answer));
        }
        log
    }

    /// Lends the session to code inside, and takes it back.
    fn lend(&self, context: &mut RequestContext<S>, tries: &[Try], log: &mut Vec<Seen>) {
        let mut slots = LoanSlots::default();
        let guard = LendGuard::new(context, &mut slots);
        for Try { deeds, ending } in tries {
            let ending = self.fault.instead_of_ending(*ending);
            let inside = || {
                let mut exchange: Exchange<RequestContext<S>> =
                    block_on(Exchange::open(self.sessions, &Head, &mut slots)).expect("the session is lent");
                let live = exchange.live::<S>().expect("a whole session has no wrong state");
                log.extend(self.run(context_of(live), deeds));
                match ending {
                    Ending::Return => drop(block_on(exchange.close(&mut Head, &InPlace)).expect("nothing is closed here")),
                    Ending::Cancel => drop(exchange),
                    Ending::Panic => resume_unwind(Box::new(PLANTED)),
                }
            };
            if let Err(why) = catch_unwind(AssertUnwindSafe(inside))
                && why.downcast_ref() != Some(&PLANTED)
            {
                resume_unwind(why);
            }
        }
        drop(guard);
        let was_given_up = tries.iter().any(|done| done.ending != Ending::Return);
        if self.fault == Fault::GivenUpIsDiscarded && was_given_up {
            context.live().discard();
        }
    }
}

/// Returns what a handle of the whole session shows now.
fn see<S: Walked>(context: &mut RequestContext<S>, answer: Option<bool>) -> Seen {
    let live = context.live();
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let (began, ends) = (seconds(live.began_at()), seconds(live.expires_at()));
    Seen { arrival: live.arrival(), data: live.shown(), answer, began, ends }
}

/// Does one thing to the session. For a deed that needs a state, returns whether the session was in
/// it and the handle showed the session's data. For a commit, returns whether it holds.
pub(crate) fn apply<S: Walked>(context: &mut RequestContext<S>, deed: &Deed) -> Option<bool> {
    let mut live = context.live();
    let shown = match *deed {
        Deed::Ask(state) => S::ask(live, state),
        Deed::To { from, to, user } => S::go(live, from, to, user),
        Deed::Write(write) => {
            S::change(live, write);
            return None;
        }
        Deed::Renew => {
            live.renew_id();
            return None;
        }
        Deed::Form => {
            live.csrf_token().expect("there is randomness");
            return None;
        }
        Deed::Persist(persistent) => {
            live.set_persistent(persistent);
            return None;
        }
        Deed::End => {
            live.end();
            return None;
        }
        Deed::Discard => {
            live.discard();
            return None;
        }
        Deed::Commit { discards } => {
            let committed = block_on(live.commit()).map(drop);
            let holds = committed.is_ok();
            if let (Err(failed), true) = (committed, discards) {
                failed.discard();
            }
            return Some(holds);
        }
        Deed::Lend(_) => unreachable!("a handler lends its session itself"),
    };
    Some(shown.is_some_and(|shown| shown == context.live().shown()))
}

/// The head of a GET request and of its response, without headers.
struct Head;

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "GET"
    }

    fn each(&self, _: &str, _: &mut dyn FnMut(&[u8])) {}
}

impl ResponseHead for Head {
    fn status(&self) -> u16 {
        200
    }

    fn each(&self, _: &mut dyn FnMut(&str, &[u8])) {}

    fn put(&mut self, _: &ResponseHeader<'_>) {}
}
