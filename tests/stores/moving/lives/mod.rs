//! Random lives of sessions that move between cookies and a store, while instances of two versions
//! of an application run side by side.

mod deeds;
mod in_turn;
mod plain;
mod reached;
mod site;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::deeds::{deed, wait};
use self::in_turn::{Event, Visit};
use self::reached::Reached;
use self::site::{Nameless, Shop, Walked};

fn in_turn() -> impl Strategy<Value = Event> {
    let takes = prop_oneof![8 => Just(0), 1 => Just(5), 1 => Just(40u64)];
    let visit = (0..2usize, 0..2usize, prop::collection::vec(deed(), 0..4), takes);
    let visit = visit.prop_map(|(visitor, instance, deeds, takes)| Event::Visit(Visit { visitor, instance, deeds, takes }));
    prop_oneof![
        8 => visit,
        2 => wait().prop_map(Event::Pass),
        2 => any::<bool>().prop_map(|up| Event::Deploy { up }),
    ]
}

/// Runs random lives.
fn walk<E: std::fmt::Debug + Clone>(cases: u32, event: impl Strategy<Value = E>, live: impl Fn(usize, &[E])) {
    let config = Config { cases, max_shrink_iters: 3000, failure_persistence: None, ..Config::default() };
    let lives = (0..7usize, prop::collection::vec(event, 1..40));
    let walked = TestRunner::new(config).run(&lives, |(phase, events)| {
        live(phase, &events);
        Ok(())
    });
    if let Err(error) = walked {
        panic!("{error}");
    }
}

fn assert_finds_what_was_left<S: Walked>() {
    let reached = Reached::default();
    walk(400, in_turn(), |phase, events| {
        let mut world = in_turn::World::<S>::new(phase, &reached);
        events.iter().for_each(|event| world.apply(event));
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
