//! What can happen, at random.

use proptest::prelude::*;

use crate::plan::MOST;
use crate::reference::{Deed, LATE, Write};
use crate::subject::Ending;
use crate::tokens::Flaw;
use crate::wire::Oddity;

/// One thing that a handler does, before it is known which state it finds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Deed(Deed),
    /// One of the transitions that the state declares, if it declares any.
    Go {
        which: usize,
        user: u8,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Session,
    State,
    Idle,
    Refresh,
}

#[derive(Clone, Debug)]
pub(crate) enum Event {
    Request(Visit),
    /// The response of an earlier request arrives now.
    Arrive(usize),
    Pass(u64),
    /// Time passes until a second before a limit of what is in the browser, and then `after` seconds more.
    PassTo {
        browser: usize,
        limit: Limit,
        after: u64,
    },
    /// Another instance's clock is behind by this much; so is ours from now on.
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
    /// Somebody who has the key, or another version, makes another token of the one in the browser.
    Forge {
        browser: usize,
        flaw: Flaw,
    },
    CloseWindow(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) browser: usize,
    /// Whether the instance is a key ahead of the other one.
    pub(crate) ahead: bool,
    pub(crate) steps: Vec<Step>,
    pub(crate) ending: Ending,
    pub(crate) takes: u64,
    pub(crate) arrives: Arrival,
    /// Earlier tokens that are sent as well, and whether they come first.
    pub(crate) beside: Vec<usize>,
    pub(crate) beside_first: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Arrival {
    Now,
    Later,
    Never,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let write = prop_oneof![
        (0..3_u8).prop_map(Write::User),
        Just(Write::Count),
        Just(Write::CountAndBack),
        (0..30_u8).prop_map(Write::Basket),
        any::<bool>().prop_map(Write::Flag),
    ];
    let deed = prop_oneof![
        6 => write.prop_map(Deed::Write),
        6 => (0..MOST).prop_map(Deed::Ask),
        2 => Just(Deed::Renew),
        2 => any::<bool>().prop_map(Deed::Persist),
        2 => Just(Deed::End),
        1 => Just(Deed::Discard),
    ];
    let go = (any::<usize>(), 0..3_u8).prop_map(|(which, user)| Step::Go { which, user });
    let step = prop_oneof![4 => deed.prop_map(Step::Deed), 2 => go];
    prop_oneof![3 => Just(Vec::new()), 5 => prop::collection::vec(step.clone(), 1..3), 2 => prop::collection::vec(step, 3..7)]
}

fn visit() -> impl Strategy<Value = Visit> {
    let ending = prop_oneof![12 => Just(Ending::Return), 1 => Just(Ending::Panic), 1 => Just(Ending::Cancel)];
    let arrives = prop_oneof![8 => Just(Arrival::Now), 1 => Just(Arrival::Later), 1 => Just(Arrival::Never)];
    let takes = prop_oneof![8 => Just(0), 1 => Just(LATE), 1 => Just(LATE + 1)];
    let beside = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(0..50_usize, 1..3)];
    let place = (0..2_usize, prop::bool::weighted(0.2));
    (place, steps(), ending, takes, arrives, beside, any::<bool>()).prop_map(
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
        1 => Just(Flaw::NoEntered),
        1 => Just(Flaw::EnteredAfterSeen),
    ]
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let browser = 0..2_usize;
    let limit = prop_oneof![
        1 => Just(Limit::Session),
        2 => Just(Limit::State),
        2 => Just(Limit::Idle),
        4 => Just(Limit::Refresh),
    ];
    prop_oneof![
        14 => visit().prop_map(Event::Request),
        1 => (0..20_usize).prop_map(Event::Arrive),
        3 => (0..120_u64).prop_map(Event::Pass),
        4 => (browser.clone(), limit, 0..3_u64).prop_map(|(browser, limit, after)| Event::PassTo { browser, limit, after }),
        1 => prop_oneof![1..5_u64, 59..63_u64].prop_map(Event::StepBack),
        1 => Just(Event::Rotate),
        1 => (browser.clone(), any::<usize>()).prop_map(|(browser, byte)| Event::Tamper { browser, byte }),
        1 => (browser.clone(), 0..50_usize).prop_map(|(browser, token)| Event::Replay { browser, token }),
        1 => (browser.clone(), flaw()).prop_map(|(browser, flaw)| Event::Forge { browser, flaw }),
        1 => browser.prop_map(Event::CloseWindow),
    ]
}
