//! Explores every interleaving of a few requests of one visitor whose session is on a server.
//!
//! [`protocol`] is what session-core compiles, file by file. [`record`] has one record and requests
//! that carry any ticket that was ever given out. [`browser`] has one browser, whose cookie decides
//! what the next request carries. Each [`fault`] replaces one decision by another one, most of them
//! one that a session library makes; the exploration has to find each.
//!
//! `STORE_REQUESTS=4 cargo test --release --test store_model` explores four requests.

mod browser;
mod explore;
mod fault;
mod ghost;
mod promises;
#[path = "../../session-core/src/store/protocol/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the crate uses all of it")]
mod protocol;
mod record;
mod session;

use browser::Browser;
use explore::{Found, explore};
use fault::{BROWSER_FAULTS, COMMIT_FAULTS, Fault, RECORD_FAULTS};
use record::Record;
use session::Kind;

/// How many requests are explored.
fn requests() -> usize {
    std::env::var("STORE_REQUESTS").map_or(3, |text| text.parse().expect("a number of requests"))
}

/// Checks that everything holds that must hold, and that everything happens that shows that the
/// model isn't empty.
fn holds<M: explore::Explorable>(what: &str, model: M) {
    match explore(model) {
        Found::Nothing { states, missed } => {
            println!("{what}: {states} states");
            assert!(missed.is_empty(), "{what}: it never happens that {missed:?}");
        }
        Found::Violation { property, path } => panic!("{what}: it doesn't hold that {property}\n{path}"),
    }
}

#[test]
fn a_record_keeps_its_promises() {
    for stored in [true, false] {
        holds(&format!("a record, stored before: {stored}"), Record::of(requests(), stored));
    }
}

#[test]
fn a_record_keeps_its_promises_when_an_answer_is_lost() {
    for stored in [true, false] {
        let model = Record { loses_an_answer: true, ..Record::of(requests(), stored) };
        holds(&format!("a record with a lost answer, stored before: {stored}"), model);
    }
}

/// The session is in the store before. If only its name was drawn, a request that saw none may
/// begin one after another's has expired: its visitor's cookie says so.
#[test]
fn a_record_keeps_its_promises_when_it_expires() {
    holds("a record that may expire", Record { expires: true, ..Record::of(requests(), true) });
}

#[test]
fn a_browser_stays_signed_in() {
    for stored in [true, false] {
        for gives_up in [true, false] {
            let model = Browser { gives_up, ..Browser::of(requests(), stored) };
            holds(&format!("a browser, stored before: {stored}, gives up answers: {gives_up}"), model);
        }
    }
}

#[test]
fn a_record_keeps_its_promises_when_handlers_commit() {
    for stored in [true, false] {
        let model = Record { kinds: &Kind::COMMITTING, ..Record::of(requests(), stored) };
        holds(&format!("a record whose handlers commit, stored before: {stored}"), model);
    }
}

#[test]
fn a_record_keeps_its_promises_when_a_session_moves_from_a_cookie() {
    for kinds in [&Kind::ALL, &Kind::COMMITTING] {
        holds("a record that a session moves to", Record { kinds, moves: true, ..Record::of(requests(), false) });
    }
}

/// A browser takes answers in the order in which they arrive. So one with a periodic renewal that
/// arrives after one with a change of privilege replaces the better cookie. Nothing else does.
#[test]
fn only_a_late_periodic_renewal_signs_out() {
    for stored in [true, false] {
        let model = Browser { rotates: true, ..Browser::of(requests(), stored) };
        holds(&format!("a browser with periodic renewals, stored before: {stored}"), model);
    }
}

#[test]
fn every_planted_fault_is_found() {
    let mut missed = Vec::new();
    for fault in RECORD_FAULTS {
        let sizes = [2, 3].into_iter().flat_map(|requests| [(requests, true), (requests, false)]);
        let loses_an_answer = fault == Fault::VersionPlusOne;
        let models = sizes.map(|(requests, stored)| Record { loses_an_answer, fault, ..Record::of(requests, stored) });
        missed.extend(is_missed(fault, models));
    }
    for fault in BROWSER_FAULTS {
        let sizes = [(2, true, false), (2, false, false), (2, true, true), (3, true, false), (3, false, true)];
        let models = sizes.map(|(requests, stored, gives_up)| Browser { gives_up, fault, ..Browser::of(requests, stored) });
        missed.extend(is_missed(fault, models));
    }
    for fault in COMMIT_FAULTS {
        missed.extend(is_missed(fault, [Record { kinds: &Kind::COMMITTING, fault, ..Record::of(2, true) }]));
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

/// Returns the fault if no model finds it.
fn is_missed<M: explore::Explorable>(fault: Fault, models: impl IntoIterator<Item = M>) -> Option<Fault> {
    for model in models {
        if let Found::Violation { property, .. } = explore(model) {
            println!("{fault:?}: it doesn't hold that {property}");
            return None;
        }
    }
    Some(fault)
}
