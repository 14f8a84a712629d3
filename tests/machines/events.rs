//! Draws the random events of a life.

use proptest::prelude::*;

use crate::plan::{FieldKind, MAX_STATES, Plan};
use crate::reference::{Deed, Ending, LATE};
use crate::tokens::Flaw;
use crate::wire::Oddity;
use crate::writes::Write;

/// One thing that a handler does. It is drawn before the state is known that the handler finds.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Deed(Deed),
    /// The handler makes one of the transitions that the state declares, if it declares any.
    Go {
        which: usize,
        user: u8,
    },
    /// Middleware lends the session to code inside. If that code is given up, it may be tried
    /// again, or a fallback may run.
    Lend(Vec<(Vec<Step>, Ending)>),
}

/// A limit that time can pass up to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Session,
    State,
    Idle,
    Refresh,
    /// The time for which a ticket that was replaced shows something.
    Grace,
    /// The time for which a ticket that was replaced is remembered.
    Remembered,
    /// The time for which a store keeps the session.
    Entry,
    /// The time after which a ticket is renewed.
    Renewal,
}

#[derive(Clone, Debug)]
pub(crate) enum Event {
    Request(Visit),
    /// The response of an earlier request arrives now.
    Arrive(usize),
    Pass(u64),
    /// Time passes until one second before a limit of the browser's session, and then `after`
    /// seconds more.
    PassTo {
        browser: usize,
        limit: Limit,
        after: u64,
    },
    /// The clock goes back by so many seconds, as on an instance whose clock is behind.
    StepBack(u64),
    Rotate,
    Tamper {
        browser: usize,
        byte: usize,
    },
    Replay {
        browser: usize,
        token: usize,
    },
    /// The browser's token is exchanged for a flawed one. Somebody who has the key made it, or
    /// another version of the application.
    Forge {
        browser: usize,
        flaw: Flaw,
    },
    CloseWindow(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) browser: usize,
    /// Whether the instance already seals with the next key.
    pub(crate) ahead: bool,
    pub(crate) steps: Vec<Step>,
    pub(crate) ending: Ending,
    /// How many seconds the handler takes.
    pub(crate) takes: u64,
    pub(crate) arrives: Delivery,
    /// Earlier tokens that the request carries as well.
    pub(crate) beside: Vec<usize>,
    /// Whether the earlier tokens come before the browser's own.
    pub(crate) beside_first: bool,
}

/// When a response arrives in the browser.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Delivery {
    Now,
    Later,
    Never,
}

/// Returns the kinds of steps that a handler can do to a session of this plan, with their weights.
/// That of commits is given.
fn kinds(plan: &Plan, commits: usize) -> Vec<(usize, Vec<Step>)> {
    let deed = |weight, deeds: Vec<Deed>| (weight, deeds.into_iter().map(Step::Deed).collect());
    let write = |weight, writes: Vec<Write>| deed(weight, writes.into_iter().map(Deed::Write).collect());
    let mut kinds = vec![
        write(3, (0..3).map(Write::User).collect()),
        write(3, vec![Write::Count]),
        write(2, vec![Write::CountAndBack]),
        write(3, (0..30).map(Write::Basket).collect()),
        write(2, vec![Write::TakeOut]),
        write(1, vec![Write::Touch]),
        // Some of these just fit into a cookie, some just don't, and half are far too large. A few
        // are too large for a record.
        write(1, (2960..3020).chain([5000; 50]).chain([70_000; 10]).map(Write::Fill).collect()),
        deed(4, vec![Deed::Renew]),
        deed(3, vec![Deed::Form]),
        deed(4, vec![Deed::Persist(false), Deed::Persist(true)]),
        deed(4, vec![Deed::End]),
        deed(2, vec![Deed::Discard]),
        deed(
            commits,
            vec![Deed::Commit { discards: false }, Deed::Commit { discards: false }, Deed::Commit { discards: true }],
        ),
    ];
    if plan.has(FieldKind::Flag) {
        kinds.push(write(3, vec![Write::Flag(false), Write::Flag(true)]));
    }
    if plan.has(FieldKind::Tags) {
        kinds.push(write(3, (0..3).map(Write::Tag).collect()));
        kinds.push(write(3, (0..3).map(Write::Untag).collect()));
    }
    if plan.has(FieldKind::Met) {
        kinds.push(write(3, (0..9).map(Write::Meet).collect()));
    }
    if plan.is_machine() {
        let go = |which| (0..3).map(move |user| Step::Go { which, user });
        kinds.push(deed(12, (0..MAX_STATES).map(Deed::Ask).collect()));
        kinds.push((18, (0..60).flat_map(go).collect()));
    }
    kinds
}

fn steps(plan: &Plan, commits: usize) -> impl Strategy<Value = Vec<Step>> + use<> {
    // To draw an index is faster than to draw one of several strategies.
    let kinds: Vec<Vec<Step>> =
        kinds(plan, commits).into_iter().flat_map(|(weight, kind)| std::iter::repeat_n(kind, weight)).collect();
    let step = (0..kinds.len(), any::<u16>()).prop_map(move |(kind, which)| {
        let kind = &kinds[kind];
        kind[usize::from(which) % kind.len()].clone()
    });
    let alone = step.boxed();
    let lend = |inside: BoxedStrategy<Step>| {
        let ending = prop::sample::select(vec![Ending::Return, Ending::Panic, Ending::Cancel]);
        prop::collection::vec((prop::collection::vec(inside, 0..4), ending), 1..4).prop_map(Step::Lend)
    };
    let inside = prop_oneof![6 => alone.clone(), 1 => lend(alone.clone())].boxed();
    let step = prop_oneof![12 => alone, 1 => lend(inside)].boxed();
    prop_oneof![
        3 => Just(Vec::new()),
        5 => prop::collection::vec(step.clone(), 1..3),
        2 => prop::collection::vec(step, 3..7),
    ]
}

fn visit(plan: &Plan, commits: usize) -> impl Strategy<Value = Visit> + use<> {
    let ending = prop_oneof![12 => Just(Ending::Return), 1 => Just(Ending::Panic), 1 => Just(Ending::Cancel)];
    let arrives = prop_oneof![8 => Just(Delivery::Now), 1 => Just(Delivery::Later), 2 => Just(Delivery::Never)];
    let takes = prop_oneof![8 => Just(0), 1 => Just(LATE), 1 => Just(LATE + 1)];
    let beside = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(0..50_usize, 1..3)];
    let place = (0..2_usize, prop::bool::weighted(0.2));
    (place, steps(plan, commits), ending, takes, arrives, beside, any::<bool>()).prop_map(
        |((browser, ahead), steps, ending, takes, arrives, beside, beside_first)| Visit {
            browser,
            ahead,
            steps,
            ending,
            takes,
            arrives,
            beside,
            beside_first,
        },
    )
}

fn flaw() -> impl Strategy<Value = Flaw> {
    let oddities = [Oddity::UnknownField, Oddity::UnknownState, Oddity::NoState, Oddity::FieldMissing];
    prop_oneof![
        6 => prop::sample::select(oddities.to_vec()).prop_map(Flaw::Body),
        1 => Just(Flaw::OtherKind),
        1 => Just(Flaw::EnteredAfterSeen),
        1 => Just(Flaw::SeenAfterWritten),
    ]
}

/// Returns a strategy for the events in the life of a session of this plan, whose handlers commit
/// with this weight.
pub(crate) fn event(plan: &Plan, commits: usize) -> impl Strategy<Value = Event> + use<> {
    let browser = 0..2_usize;
    let limit = [&[Limit::Refresh; 7][..], &[Limit::State, Limit::State, Limit::Idle, Limit::Idle]].concat();
    let limit = [limit, vec![Limit::Session, Limit::Grace, Limit::Remembered, Limit::Entry, Limit::Renewal]].concat();
    let limit = prop::sample::select(limit);
    prop_oneof![
        14 => visit(plan, commits).prop_map(Event::Request),
        3 => (0..120_u64).prop_map(Event::Pass),
        6 => (browser.clone(), limit, 0..3_u64).prop_map(|(browser, limit, after)| Event::PassTo { browser, limit, after }),
        1 => (0..20_usize).prop_map(Event::Arrive),
        1 => prop_oneof![1..5_u64, 59..63_u64].prop_map(Event::StepBack),
        1 => Just(Event::Rotate),
        1 => (browser.clone(), any::<usize>()).prop_map(|(browser, byte)| Event::Tamper { browser, byte }),
        1 => (browser.clone(), 0..50_usize).prop_map(|(browser, token)| Event::Replay { browser, token }),
        1 => (browser.clone(), flaw()).prop_map(|(browser, flaw)| Event::Forge { browser, flaw }),
        1 => browser.prop_map(Event::CloseWindow),
    ]
}
