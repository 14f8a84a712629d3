//! Random lives of sessions that move between cookies and a store, while instances of two versions
//! of an application run side by side.

mod at_once;
mod deeds;
mod in_turn;
mod plain;
mod promises;
mod reached;
mod reference;
mod site;
mod store;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::at_once::{Answer, Coming};
use self::deeds::{Deed, deed, wait};
use self::in_turn::{Event, Visit};
use self::reached::Reached;
use self::site::{Nameless, Renewed, Shop, Walked};

fn in_turn() -> impl Strategy<Value = Event> {
    let takes = prop_oneof![8 => Just(0), 1 => Just(5), 1 => Just(40u64)];
    // A visitor who has only seen a form has no record yet.
    let deeds = prop_oneof![5 => prop::collection::vec(deed(), 0..4), 1 => Just(vec![Deed::Draw])];
    let visit = (0..2usize, 0..2usize, deeds, takes);
    let visit = visit.prop_map(|(visitor, instance, deeds, takes)| Event::Visit(Visit { visitor, instance, deeds, takes }));
    prop_oneof![
        8 => visit,
        2 => wait().prop_map(Event::Pass),
        2 => any::<bool>().prop_map(|up| Event::Deploy { up }),
    ]
}

fn at_once() -> impl Strategy<Value = at_once::Event> {
    use self::at_once::Event;

    let copy = prop_oneof![2 => Just(None), 1 => any::<usize>().prop_map(Some)];
    let browser = prop_oneof![5 => Just(0), 1 => Just(1usize)];
    let coming = (browser, 0..2usize, copy, prop::bool::weighted(0.2));
    let coming = coming.prop_map(|(browser, instance, copy, is_safe)| Coming { browser, instance, copy, is_safe });
    let deeds = || prop::collection::vec(deed(), 0..4);
    let answer = || prop_oneof![4 => Just(Answer::AtOnce), 2 => Just(Answer::Later), 1 => Just(Answer::Never)];
    prop_oneof![
        6 => (coming.clone(), deeds(), answer())
            .prop_map(|(coming, deeds, answer)| Event::Visit(coming, deeds, answer)),
        5 => (coming.clone(), [deeds(), deeds()], [answer(), answer()], any::<[usize; 2]>())
            .prop_map(|(coming, deeds, answers, instances)| Event::Tabs(coming, deeds, answers, instances)),
        4 => coming.prop_map(Event::Open),
        4 => (any::<usize>(), deed()).prop_map(|(which, deed)| Event::Do(which, deed)),
        4 => (any::<usize>(), answer()).prop_map(|(which, answer)| Event::Close(which, answer)),
        1 => any::<usize>().prop_map(Event::Arrive),
        1 => wait().prop_map(Event::Pass),
        1 => any::<bool>().prop_map(|up| Event::Deploy { up }),
    ]
}

/// Runs random lives.
fn walk<E: std::fmt::Debug + Clone>(cases: u32, event: impl Strategy<Value = E>, live: impl Fn(usize, &[E])) {
    let config = Config { cases, max_shrink_iters: 3000, failure_persistence: None, ..Config::default() };
    // Most sessions move while both versions run.
    let phase = prop_oneof![2 => 0..7usize, 3 => Just(3)];
    let lives = (phase, prop::collection::vec(event, 1..60));
    // Failed lives are lived again, to be shrunk.
    let (begun, done) = (Cell::new(0), Cell::new(0));
    let walked = TestRunner::new(config).run(&lives, |(phase, events)| {
        begun.set(begun.get() + 1);
        live(phase, &events);
        done.set(done.get() + u32::from(begun.get() == done.get() + 1));
        Ok(())
    });
    if let Err(error) = walked {
        panic!("after {} lives: {error}", done.get());
    }
}

fn assert_finds_what_was_left<S: Walked>() {
    let reached = Reached::default();
    walk(300, in_turn(), |phase, events| {
        let mut world = in_turn::World::<S>::new(phase, &reached);
        for event in events {
            world.apply(event);
        }
    });
    reached.assert(&[
        "into the store",
        "out of the store",
        "an unborn session out of the store",
        "a commit on a move",
        "a form from before a move",
        "a request that fails",
        "an end",
    ]);
}

#[test]
fn who_comes_one_request_after_the_other_finds_what_they_left() {
    assert_finds_what_was_left::<Shop>();
}

#[test]
fn who_has_no_id_finds_what_they_left_as_well() {
    assert_finds_what_was_left::<Nameless>();
}

#[test]
fn whose_tickets_are_renewed_finds_what_they_left_as_well() {
    assert_finds_what_was_left::<Renewed>();
}

fn assert_sees_what_the_reference_says<S: Walked>() {
    let reached = Reached::default();
    walk(700, at_once(), |phase, events| {
        let mut world = at_once::World::<S>::new(phase, &reached);
        for event in events {
            world.apply(event);
        }
        world.finish();
    });
    reached.assert(&[
        "a session on its way into the store",
        "two requests move at once",
        "a cookie of a session that has moved",
        "a cookie from before the move, in the grace",
        "a cookie of a moved session that has ended",
        "a session on its way out of the store",
        "a session that has just left the store",
        "a session that has left the store some time ago",
        "an unborn session on its way out of the store",
        "a form",
        "a browser that goes on",
        "a commit on a move",
        "a commit that is too late",
        "a sign-in on a move",
        "an end on a move",
        "a conflict on the way into the store",
        "a conflict on the way out of the store",
        "another request has changed what is on its way out",
    ]);
}

#[test]
fn requests_at_once_and_copies_see_what_the_guides_say() {
    assert_sees_what_the_reference_says::<Shop>();
}

#[test]
fn requests_at_once_of_sessions_without_an_id_do_so_as_well() {
    assert_sees_what_the_reference_says::<Nameless>();
}
