//! Walks through the same random lives with sessions that are in a store.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use crate::derived::{DERIVED, Derived};
use crate::example::{LOGIN, Login};
use crate::in_store::{RENEWED, ROWS, WITHOUT_ID};
use crate::plain::{PLAIN, Plain};
use crate::plan::Plan;
use crate::play::{COMMITTED, FAILED};
use crate::shelf::Kept;
use crate::subject::{App, Application};
use crate::table::{Cell, FORM};
use crate::walks::{TRANSITIONS, assert_reached, assert_walks, family, renewed};

/// Walks through lives of each session: so many of one that the derive made, and so many of each
/// machine of the family.
fn walked(kept: Kept, cases: u32, of_each: u32) -> BTreeMap<Cell, usize> {
    let derived: [(&Plan, &dyn Application); 3] =
        [(&DERIVED, &App::<Derived>(PhantomData)), (&LOGIN, &App::<Login>(PhantomData)), (&PLAIN, &App::<Plain>(PhantomData))];
    let reached = RefCell::default();
    for (plan, application) in derived {
        assert_walks(kept, plan, application, &reached, cases);
    }
    for (plan, application) in family() {
        assert_walks(kept, plan, application, &reached, of_each);
    }
    reached.into_inner()
}

#[test]
fn sessions_in_memory_keep_the_rules() {
    let reached = walked(Kept::Memory, 400, 40);
    assert_reached(&reached, &TRANSITIONS);
    let done = ["only read", "wrote", "renewed", "ended", TRANSITIONS[0], TRANSITIONS[1]];
    let cells = ROWS.into_iter().flat_map(|row| done.map(|column| (row, column)));
    // The name under which a record is, or may begin, is what a form's token is made from.
    for cell in cells.chain(WITHOUT_ID.map(|row| (row, FORM))) {
        let times = reached.get(&cell).copied().unwrap_or_default();
        assert!(times > 0, "{cell:?} wasn't reached: the generator misses a cell");
    }
    let committed = done.into_iter().chain([FORM]).map(|column| (COMMITTED, column));
    for cell in committed.chain([(FAILED, "wrote"), (FAILED, "discarded")]) {
        assert!(reached.contains_key(&cell), "{cell:?} wasn't reached: the generator misses a commit");
    }
}

#[test]
fn sessions_whose_tickets_are_renewed_keep_the_rules() {
    let reached = RefCell::default();
    for (plan, application) in renewed() {
        assert_walks(Kept::Memory, plan, application, &reached, 300);
    }
    let reached = reached.into_inner();
    let times =
        |columns: &[&'static str]| -> usize { columns.iter().filter_map(|column| reached.get(&(RENEWED, *column))).sum() };
    let [reads, writes] = [times(&["only read"]), times(&["wrote", "renewed", TRANSITIONS[0], TRANSITIONS[1]])];
    assert!(reads > 0 && writes > 0, "former tickets: {reads} reads, {writes} writes");
}

#[test]
fn sessions_in_a_database_keep_the_rules() {
    walked(Kept::Sqlite, 60, 5);
}
