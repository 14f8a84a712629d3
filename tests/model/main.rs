//! The whole lifecycle against a plain model.
//!
//! Random sequences of requests, in two browsers and against two instances of an application, with time passing, keys
//! rotating, cookies tampered with and replayed, responses arriving late or never: after each request the model says from
//! `docs/lifecycle.md` what the handler ought to have seen and what ought to have been sent. Then the same with planted
//! faults, each of which has to be found.

mod events;
mod reference;
mod subject;
mod table;
mod wire;
mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use crate::events::{Event, event};
use crate::subject::Fault;
use crate::table::{COLUMNS, Cell, ROWS, Table};
use crate::world::World;

/// Runs `cases` random lives; the error is the smallest one that goes wrong. And how often each cell was reached.
#[expect(clippy::type_complexity, reason = "a result and a count")]
fn walk(fault: Fault, cases: u32) -> (Result<(), TestError<Vec<Event>>>, BTreeMap<Cell, usize>) {
    let table = Table::read();
    let reached = RefCell::new(BTreeMap::new());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&prop::collection::vec(event(), 1..40), |events| {
        let mut world = World::new(&table, &reached, fault);
        events.iter().try_for_each(|event| world.take(event))
    });
    (result, reached.into_inner())
}

#[test]
fn every_request_does_what_the_page_says() {
    let (result, reached) = walk(Fault::None, 2000);
    if let Err(error) = result {
        panic!("{error}");
    }
    for cell in ROWS.into_iter().flat_map(|row| COLUMNS.map(|column| (row, column))) {
        let times = reached.get(&cell).copied().unwrap_or_default();
        assert!(times >= 5, "{cell:?} was reached {times} times: the generator misses a row of the table");
    }
}

#[test]
fn every_planted_fault_is_found() {
    for fault in [
        Fault::NestedWriteIsLost,
        Fault::RemovalIsLost,
        Fault::EndKeepsTheCookie,
        Fault::DiscardIsIgnored,
        Fault::RenewalIsForgotten,
        Fault::NothingIsRefreshed,
        Fault::RefusedCookieIsDeleted,
        Fault::ClockIsASecondLate,
        Fault::PanicCommits,
        Fault::TooMuchIsSwallowed,
    ] {
        let (result, _) = walk(fault, 2000);
        assert!(matches!(result, Err(TestError::Fail(..))), "{fault:?} goes unnoticed");
    }
}
