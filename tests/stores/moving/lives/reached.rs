//! Which situations the walks have reached, and how often.

use std::cell::RefCell;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Reached(RefCell<BTreeMap<&'static str, usize>>);

impl Reached {
    pub(super) fn note(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    /// Notes it if it is so.
    pub(super) fn note_if(&self, is_so: bool, what: &'static str) {
        if is_so {
            self.note(what);
        }
    }

    /// Checks that each of these was reached a few times, so that a walk can't become empty.
    pub(super) fn assert(&self, all: &[&'static str]) {
        let reached = self.0.borrow();
        println!("{reached:#?}");
        for what in all {
            let times = reached.get(what).copied().unwrap_or_default();
            assert!(times >= 3, "`{what}` was reached {times} times: the generator misses it");
        }
    }
}
