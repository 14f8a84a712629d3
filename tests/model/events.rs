//! What can happen, at random.

use proptest::prelude::*;

use crate::reference::{Ending, IDLE, LATE, LIFETIME, REFRESH, Step};

#[derive(Clone, Debug)]
pub(crate) enum Event {
    Request {
        browser: usize,
        ahead: bool,
        steps: Vec<Step>,
        ending: Ending,
        takes: u64,
        arrives: Arrival,
        beside: Option<usize>,
    },
    /// The response of an earlier request arrives now.
    Arrive(usize),
    Pass(u64),
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
    CloseWindow(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Arrival {
    Now,
    Later,
    Never,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Count),
        1 => Just(Step::CountAndBack),
        2 => Just(Step::Note),
        2 => (0..3_u8).prop_map(Step::Tag),
        2 => (0..3_u8).prop_map(Step::Untag),
        2 => (0..9_u8).prop_map(Step::Meet),
        1 => Just(Step::Touch),
        2 => prop::option::of(0..3_u8).prop_map(Step::User),
        1 => Just(Step::Renew),
        1 => any::<bool>().prop_map(Step::Persist),
        1 => Just(Step::TooMuch),
    ];
    prop_oneof![2 => Just(Vec::new()), 5 => prop::collection::vec(step, 1..4)]
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let ending = prop_oneof![
        12 => Just(Ending::Return),
        2 => Just(Ending::End),
        1 => steps().prop_map(Ending::EndAndGoOn),
        2 => Just(Ending::Discard),
        1 => Just(Ending::Panic),
        1 => Just(Ending::Cancel),
    ];
    let arrives = prop_oneof![8 => Just(Arrival::Now), 1 => Just(Arrival::Later), 1 => Just(Arrival::Never)];
    let takes = prop_oneof![8 => Just(0), 1 => Just(LATE), 1 => Just(LATE + 1)];
    let beside = prop_oneof![6 => Just(None), 1 => (0..50_usize).prop_map(Some)];
    let request = (0..2_usize, prop::bool::weighted(0.2), steps(), ending, takes, arrives, beside).prop_map(
        |(browser, ahead, steps, ending, takes, arrives, beside)| Event::Request {
            browser,
            ahead,
            steps,
            ending,
            takes,
            arrives,
            beside,
        },
    );
    // Just before, at and just after each limit.
    let limits = [REFRESH, IDLE, LIFETIME].map(|limit| limit - 1..limit + 2);
    let passes = prop_oneof![4 => 0..120_u64, 3 => limits[0].clone(), 2 => limits[1].clone(), 1 => limits[2].clone()];
    prop_oneof![
        12 => request,
        1 => (0..20_usize).prop_map(Event::Arrive),
        5 => passes.prop_map(Event::Pass),
        1 => prop_oneof![1..5_u64, 59..63_u64].prop_map(Event::StepBack),
        1 => Just(Event::Rotate),
        1 => (0..2_usize, any::<usize>()).prop_map(|(browser, byte)| Event::Tamper { browser, byte }),
        1 => (0..2_usize, 0..50_usize).prop_map(|(browser, token)| Event::Replay { browser, token }),
        1 => (0..2_usize).prop_map(Event::CloseWindow),
    ]
}
