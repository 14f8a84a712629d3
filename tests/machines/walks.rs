//! Walks through random lives of sessions. Checks that the walks reach every cell of the table.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use session_core::Session as _;

use crate::derived::{DERIVED, Derived};
use crate::events::{Event, event};
use crate::example::{LOGIN, Login};
use crate::family::Machine;
use crate::faults::Fault;
use crate::plain::{PLAIN, Plain};
use crate::plan::{Plan, plan};
use crate::schema::assert_declares;
use crate::shelf::Kept;
use crate::subject::{App, Application};
use crate::table::{COLUMNS, Cell, RESETTING_TRANSITION, ROWS, TRANSITION, Table};
use crate::world::{Subject, World};

/// Runs `cases` random lives. The error is a life in which the session breaks a rule.
pub(crate) fn walk(
    subject: &Subject<'_>,
    reached: &RefCell<BTreeMap<Cell, usize>>,
    (cases, shrinks): (u32, u32),
) -> Result<(), TestError<Vec<Event>>> {
    let config = Config { cases, max_shrink_iters: shrinks, failure_persistence: None, ..Config::default() };
    // A cookie has nothing to commit to. A hidden fault is one of a handler that runs twice.
    let commits = match subject.kept {
        _ if subject.fault.is_hidden() => 0,
        Kept::Cookie => 1,
        Kept::Memory | Kept::Sqlite => 8,
    };
    TestRunner::new(config).run(&prop::collection::vec(event(subject.plan, commits), 1..40), |events| {
        let mut count = |cell| *reached.borrow_mut().entry(cell).or_default() += 1;
        let mut world = World::new(subject, &mut count);
        events.iter().try_for_each(|event| world.apply(event))
    })
}

/// How many steps the shrinking of a failed life takes at most.
const SHRINKS: u32 = 2000;

/// Checks that each cell of the table was reached, with these columns beside the table's.
pub(crate) fn assert_reached(reached: &BTreeMap<Cell, usize>, transitions: &[&'static str]) {
    let columns = || COLUMNS.iter().chain(transitions);
    for cell in ROWS.into_iter().flat_map(|row| columns().map(move |column| (row, *column))) {
        let times = reached.get(&cell).copied().unwrap_or_default();
        assert!(times >= 5, "{cell:?} was reached {times} times: the generator misses a cell of the table");
    }
}

/// The columns that a machine has beside the table's.
pub(crate) const TRANSITIONS: [&str; 2] = [TRANSITION, RESETTING_TRANSITION];

/// Checks that random lives of one session keep the rules and reach every cell of the table.
fn assert_keeps_the_rules(plan: &Plan, application: &dyn Application, cases: u32) {
    let reached = RefCell::default();
    assert_walks(Kept::Cookie, plan, application, &reached, cases);
    let transitions: &[&str] = if plan.is_machine() { &TRANSITIONS } else { &[] };
    assert_reached(&reached.into_inner(), transitions);
}

/// Checks that random lives of one session keep the rules. Counts how often each cell was reached.
pub(crate) fn assert_walks(
    kept: Kept,
    plan: &Plan,
    application: &dyn Application,
    reached: &RefCell<BTreeMap<Cell, usize>>,
    cases: u32,
) {
    let table = Table::read();
    let subject = Subject { plan, kept, application, fault: Fault::None, table: &table };
    if let Err(error) = walk(&subject, reached, (cases, SHRINKS)) {
        panic!("{kept:?}: {error}\n{plan:?}");
    }
}

/// Makes the plan and the machine of each seed.
macro_rules! machines {
    ($($seed:literal)*) => {
        [$((&const { plan($seed) }, &App::<Machine<$seed>>(PhantomData) as &dyn Application)),*]
    };
}

/// Returns machines of the family whose tickets are renewed from time to time.
pub(crate) fn renewed() -> impl IntoIterator<Item = (&'static Plan, &'static dyn Application)> {
    // A seed with the bit `RENEWED`.
    let machines = machines! { 0x4000_0001 0x4000_0002 0x4000_0003 0x4000_0004 };
    assert!(machines.iter().all(|(plan, _)| plan.renew_every.is_some()));
    machines
}

pub(crate) fn family() -> impl IntoIterator<Item = (&'static Plan, &'static dyn Application)> {
    machines! { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 }
}

/// Returns machines of the family, in encrypted cookies.
fn encrypted() -> impl IntoIterator<Item = (&'static Plan, &'static dyn Application)> {
    // A seed with the bit `ENCRYPTED`.
    let machines = machines! { 0x8000_0001 0x8000_0002 0x8000_0003 0x8000_0004 };
    assert!(machines.iter().all(|(plan, _)| plan.encrypted));
    machines
}

#[test]
fn the_family_varies() {
    let plans: Vec<&Plan> = family().into_iter().map(|(plan, _)| plan).collect();
    assert!(plans.len() >= 24);
    let sizes: BTreeSet<usize> = plans.iter().map(|plan| plan.states).collect();
    assert_eq!(sizes, (2..=6).collect::<BTreeSet<_>>(), "numbers of states");
    let starts: BTreeSet<usize> = plans.iter().map(|plan| plan.start).collect();
    assert!(starts.len() >= 4, "numbers of start states: {starts:?}");
    let both = |what: &str, has: &dyn Fn(&Plan) -> bool| {
        let count = plans.iter().filter(|plan| has(plan)).count();
        assert!((3..=plans.len() - 3).contains(&count), "{count} of {} have {what}", plans.len());
    };
    let states = |plan: &Plan| plan.state.into_iter().take(plan.states);
    let transitions = |plan: &Plan| states(plan).flat_map(|state| state.leads).flatten().collect::<Vec<bool>>();
    both("an idle time", &|plan| plan.idle.is_some());
    both("a refresh", &|plan| plan.refresh.is_some());
    both("a state that may not be stored", &|plan| states(plan).any(|state| state.no_store));
    both("persistent cookies", &|plan| plan.persistent);
    both("an identity in every second state", &|plan| states(plan).filter(|state| state.identity).count() * 2 >= plan.states);
    both("a state without limits", &|plan| {
        states(plan).any(|state| state.limits.lifetime.is_none() && state.limits.idle.is_none())
    });
    both("a state with its own idle time", &|plan| states(plan).any(|state| state.limits.idle.is_some()));
    both("a state with its own refresh", &|plan| states(plan).any(|state| state.limits.refresh.is_some()));
    both("transitions that all reset the lifetime or all keep it", &|plan| {
        let all = transitions(plan);
        all.iter().all(|resets| *resets) || all.iter().all(|resets| !*resets)
    });
    both("a transition for every second pair", &|plan| transitions(plan).len() * 2 >= plan.states * plan.states);
    both("a state that leads nowhere", &|plan| states(plan).any(|state| state.leads == [None; 6]));
}

#[test]
fn every_machine_of_the_family_keeps_the_rules() {
    let reached = RefCell::default();
    for (plan, application) in family() {
        assert_walks(Kept::Cookie, plan, application, &reached, 100);
    }
    assert_reached(&reached.into_inner(), &TRANSITIONS);
}

#[test]
fn machines_in_encrypted_cookies_keep_the_rules() {
    let reached = RefCell::default();
    for (plan, application) in encrypted() {
        assert_walks(Kept::Cookie, plan, application, &reached, 150);
    }
    assert_reached(&reached.into_inner(), &TRANSITIONS);
}

#[test]
fn the_derived_machine_keeps_the_rules() {
    assert_keeps_the_rules(&DERIVED, &App::<Derived>(PhantomData), 1500);
}

#[test]
fn the_examples_machine_keeps_the_rules() {
    assert_keeps_the_rules(&LOGIN, &App::<Login>(PhantomData), 1500);
}

#[test]
fn a_struct_keeps_the_rules() {
    assert_keeps_the_rules(&PLAIN, &App::<Plain>(PhantomData), 2000);
}

#[test]
fn the_plans_of_derived_sessions_are_what_they_declare() {
    assert_declares(Derived::SCHEMA, &DERIVED);
    assert_declares(Login::SCHEMA, &LOGIN);
    assert_declares(Plain::SCHEMA, &PLAIN);
}
