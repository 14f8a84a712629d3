//! Checks that the walks find each planted fault.

use std::cell::RefCell;
use std::marker::PhantomData;

use proptest::test_runner::TestError;

use crate::declarations::{Declared, with_fault};
use crate::derived::{DERIVED, Derived};
use crate::family::Machine;
use crate::faults::Fault;
use crate::plain::{PLAIN, Plain};
use crate::plan::{Plan, plan};
use crate::shelf::Kept;
use crate::subject::{App, Application};
use crate::table::Table;
use crate::walks::walk;
use crate::world::Subject;

/// Checks that a walk finds the fault.
fn assert_found(what: &dyn std::fmt::Debug, plan: &Plan, application: &dyn Application, fault: Fault) {
    assert_found_in(Kept::Cookie, what, plan, application, fault);
}

fn assert_found_in(kept: Kept, what: &dyn std::fmt::Debug, plan: &Plan, application: &dyn Application, fault: Fault) {
    let table = Table::read();
    let subject = Subject { plan, kept, application, fault, table: &table };
    let result = walk(&subject, &RefCell::default(), (2000, 0));
    assert!(matches!(result, Err(TestError::Fail(..))), "the walk doesn't find {what:?} in {kept:?}");
}

#[test]
fn every_fault_of_a_request_is_found() {
    for fault in Fault::OF_ANY.into_iter().chain(Fault::OF_STATES) {
        assert_found(&fault, &DERIVED, &App::<Derived>(PhantomData), fault);
        assert_found(&fault, &plan(RICH), &App::<Machine<RICH>>(PhantomData), fault);
    }
}

#[test]
fn every_fault_of_a_request_to_a_struct_is_found() {
    for fault in Fault::OF_ANY {
        assert_found(&fault, &PLAIN, &App::<Plain>(PhantomData), fault);
    }
}

#[test]
fn every_fault_of_a_request_is_found_in_a_store() {
    let of_any = Fault::OF_ANY.into_iter().chain(Fault::OF_STORES).filter(|fault| !fault.is_of_cookies());
    for fault in of_any {
        assert_found_in(Kept::Memory, &fault, &PLAIN, &App::<Plain>(PhantomData), fault);
        assert_found_in(Kept::Memory, &fault, &DERIVED, &App::<Derived>(PhantomData), fault);
    }
    for fault in Fault::OF_STATES.into_iter().filter(|fault| !fault.is_of_cookies()) {
        assert_found_in(Kept::Memory, &fault, &DERIVED, &App::<Derived>(PhantomData), fault);
    }
    for fault in Fault::OF_STORES {
        assert_found_in(Kept::Sqlite, &fault, &PLAIN, &App::<Plain>(PhantomData), fault);
    }
}

/// A seed whose machine has everything that the faults need.
const RICH: u64 = 30_003;
const _: () = assert!(is_rich(&plan(RICH)));

/// Returns whether the state after the start has timeouts and an identity, and whether one
/// transition between the two states resets the lifetime and the other one doesn't.
const fn is_rich(plan: &Plan) -> bool {
    let (start, other) = (plan.state[plan.start], plan.state[(plan.start + 1) % plan.states]);
    let limits = other.limits;
    let idles = matches!((limits.idle, limits.refresh), (Some(60..), Some(_)));
    let lives = matches!(limits.lifetime, Some(..1800));
    let moves = matches!((start.leads[(plan.start + 1) % plan.states], other.leads[plan.start]), (Some(true), Some(false)));
    plan.states < 4 && idles && lives && moves && other.identity && !other.has_defaults
}

macro_rules! assert_all_found {
    ($($fault:ident)*) => {
        $({
            const SEED: u64 = with_fault(RICH, Declared::$fault);
            assert_found(&Declared::$fault, &plan(RICH), &App::<Machine<SEED>>(PhantomData), Fault::None);
        })*
    };
}

#[test]
fn every_fault_of_a_declaration_is_found() {
    assert_all_found! {
        LifetimeResetIsIgnored EveryTransitionResetsLifetime StateLifetimeIsIgnored StateIdleIsIgnored StateRefreshIsIgnored
        IdentityIsIgnored UnknownStateIsTheStart MissingFieldsHaveDefaults
    }
}
