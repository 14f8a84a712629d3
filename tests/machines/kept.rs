//! Lives in which a walk has found a mistake.

use std::marker::PhantomData;

use crate::events::{Delivery, Event, Step, Visit};
use crate::faults::Fault;
use crate::plain::{PLAIN, Plain};
use crate::reference::{Deed, Ending};
use crate::shelf::Kept;
use crate::subject::App;
use crate::table::Table;
use crate::world::{Subject, World};
use crate::writes::Write;

/// Lives with a struct, in every place.
fn live(events: &[Event]) {
    for kept in [Kept::Cookie, Kept::Memory, Kept::Sqlite] {
        let (table, application) = (Table::read(), App::<Plain>(PhantomData));
        let subject = Subject { plan: &PLAIN, kept, application: &application, fault: Fault::None, table: &table };
        let mut reached = |_| {};
        let mut world = World::new(&subject, &mut reached);
        events.iter().try_for_each(|event| world.apply(event)).unwrap_or_else(|error| panic!("{kept:?}: {error}"));
    }
}

fn visit(steps: Vec<Step>) -> Event {
    let (beside, beside_first) = (Vec::new(), false);
    let (ending, arrives) = (Ending::Return, Delivery::Now);
    Event::Request(Visit { browser: 0, ahead: false, steps, ending, takes: 0, arrives, beside, beside_first })
}

/// A request that takes longer than a grace, and whose answer is under way for longer still.
fn slow_and_late(steps: Vec<Step>) -> Event {
    let Event::Request(visit) = visit(steps) else { unreachable!("it is a request") };
    Event::Request(Visit { takes: 30, arrives: Delivery::Later, ..visit })
}

fn write(write: Write) -> Step {
    Step::Deed(Deed::Write(write))
}

/// A set without an order is in another one when the session is made what it was. That is no
/// change, also where the handler had changed another field before, and changes it back.
#[test]
fn code_that_was_given_up_changes_no_order() {
    let given_up = Step::Lend(vec![(vec![write(Write::Tag(2))], Ending::Panic)]);
    live(&[
        visit((0..9).map(|number| write(Write::Meet(number))).collect()),
        visit(vec![write(Write::Basket(9)), given_up, write(Write::TakeOut)]),
    ]);
}

#[test]
fn an_end_takes_back_no_commit_that_failed() {
    let inside = vec![Step::Deed(Deed::Commit { discards: false }), Step::Deed(Deed::End)];
    live(&[visit(vec![Step::Lend(vec![(inside, Ending::Return)])])]);
}

/// The clock goes back after a request that has written when the grace of its own renewal was over.
#[test]
fn what_was_forgotten_after_its_grace_does_not_come_back() {
    let slow = vec![Step::Deed(Deed::Renew), Step::Deed(Deed::Commit { discards: false }), write(Write::Count)];
    live(&[visit(vec![write(Write::Count)]), slow_and_late(slow), Event::StepBack(59), visit(Vec::new())]);
}

#[test]
fn a_commit_of_nothing_is_undone_with_the_code_around_it() {
    let inside = vec![Step::Deed(Deed::End), Step::Deed(Deed::Commit { discards: false })];
    live(&[visit(vec![write(Write::Count), Step::Lend(vec![(inside, Ending::Panic)])]), visit(Vec::new())]);
}
