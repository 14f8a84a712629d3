//! What goes out and what comes back, one request after the other and two at once.

use std::time::Duration;

use session_core::{Arrival, CloseError, Refusal, Session, SessionState};

use crate::world::{World, close};

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    note: String,
}

#[derive(Session)]
#[session(idle = "30m", lifetime = "12h")]
enum Login {
    #[session(start, to(Member))]
    Guest(Guest),
    #[session(to(Guest))]
    Member(Member),
}

#[derive(SessionState, Default)]
struct Guest {
    wants: String,
}

#[derive(SessionState, Default)]
struct Member {
    name: String,
}

/// Begins a session, and returns its cookie.
fn begun(world: &World<Account>, note: &str) -> String {
    let mut context = world.open(None);
    note.clone_into(&mut context.live().note);
    close(context).unwrap().expect("a session that begins has a cookie")
}

#[test]
fn a_session_begins_and_is_resumed() {
    let world = World::<Account>::new();
    let cookie = begun(&world, "one");
    assert_eq!(cookie.split_once('=').unwrap().1.len(), 84);
    let mut context = world.open(Some(&cookie));
    assert_eq!(context.live().arrival(), Arrival::Resumed);
    assert_eq!(context.live().note, "one");
    context.live().note = "two".to_owned();
    assert_eq!(close(context).unwrap(), None, "an ordinary write sends no cookie");
    let mut context = world.open(Some(&cookie));
    assert_eq!(context.live().note, "two");
}

#[test]
fn who_only_reads_is_given_nothing() {
    let world = World::<Account>::new();
    assert_eq!(close(world.open(None)).unwrap(), None);
    let cookie = begun(&world, "one");
    for _ in 0..3 {
        assert_eq!(close(world.open(Some(&cookie))).unwrap(), None);
    }
}

#[test]
fn a_session_that_was_ended_stays_ended() {
    let world = World::<Account>::new();
    let cookie = begun(&world, "one");
    let mut late = world.open(Some(&cookie));
    let mut context = world.open(Some(&cookie));
    context.live().end();
    assert!(close(context).unwrap().expect("a deletion").ends_with('='));
    late.live().note = "late".to_owned();
    assert!(matches!(close(late), Err(CloseError::Ended)));
    let mut again = world.open(Some(&cookie));
    assert_eq!(again.live().arrival(), Arrival::Refused(Refusal::Ended));
    assert_eq!(again.live().note, "");
}

#[test]
fn a_sign_in_replaces_the_ticket() {
    let world = World::<Account>::new();
    let old = begun(&world, "one");
    let mut late = world.open(Some(&old));
    let mut context = world.open(Some(&old));
    context.live().user = Some(7);
    let new = close(context).unwrap().expect("a new ticket");
    late.live().note = "late".to_owned();
    assert!(matches!(close(late), Err(CloseError::Superseded)));

    let mut before = world.open(Some(&old));
    assert_eq!((before.live().arrival(), before.live().user), (Arrival::Resumed, None), "it was nobody's");
    let mut now = world.open(Some(&new));
    assert_eq!((now.live().user, &*now.live().note), (Some(7), "one"));
    close(now).unwrap();
    let mut replaced = world.open(Some(&old));
    assert_eq!(replaced.live().arrival(), Arrival::Refused(Refusal::Replaced), "the new ticket has arrived");
    replaced.live().note = "late".to_owned();
    assert!(matches!(close(replaced), Err(CloseError::Superseded)));
    world.clock.advance(Duration::from_mins(2));
    let mut forgotten = world.open(Some(&old));
    forgotten.live().note = "another".to_owned();
    assert!(close(forgotten).unwrap().is_some(), "another session begins");
}

#[test]
fn a_sign_in_that_is_sent_twice_signs_in() {
    let world = World::<Account>::new();
    let old = begun(&world, "one");
    let [mut first, mut second] = [(); 2].map(|()| world.open(Some(&old)));
    first.live().user = Some(7);
    second.live().user = Some(7);
    let cookies = [first, second].map(|context| close(context).unwrap().expect("a cookie"));
    for cookie in cookies {
        assert_eq!(world.open(Some(&cookie)).live().user, Some(7));
    }
}

#[test]
fn a_sign_out_by_a_transition_leaves_nothing_to_see() {
    let world = World::<Login>::new();
    let mut context = world.open(None);
    let guest = context.live().in_state::<Guest>().expect("a guest");
    guest.to(Member { name: "Ada".to_owned() });
    let member = close(context).unwrap().expect("a cookie");
    let mut context = world.open(Some(&member));
    let live = context.live().in_state::<Member>().expect("a member");
    assert_eq!(live.name, "Ada");
    live.to(Guest::default());
    let guest = close(context).unwrap().expect("a new ticket");
    let mut after = world.open(Some(&member));
    assert_eq!(after.live().arrival(), Arrival::Refused(Refusal::Replaced));
    assert_eq!(world.open(Some(&guest)).live().arrival(), Arrival::Resumed);
}

#[test]
fn a_form_token_needs_no_record() {
    let world = World::<Account>::new();
    let mut context = world.open(None);
    let token = context.live().csrf_token().unwrap();
    let cookie = close(context).unwrap().expect("the name of a record that isn't there yet");
    let mut context = world.open(Some(&cookie));
    assert_eq!(context.live().arrival(), Arrival::Resumed);
    assert!(context.live().is_csrf_token(token.as_str()));
    context.live().note = "written".to_owned();
    assert_eq!(close(context).unwrap(), None, "the record begins under the name that the cookie has");
    assert_eq!(world.open(Some(&cookie)).live().note, "written");
}

#[test]
fn an_idle_session_is_over_and_reading_keeps_it() {
    let world = World::<Login>::new();
    let mut context = world.open(None);
    context.live().in_state::<Guest>().expect("a guest").to(Member::default());
    let cookie = close(context).unwrap().expect("a cookie");
    for _ in 0..10 {
        world.clock.advance(Duration::from_mins(20));
        let mut context = world.open(Some(&cookie));
        assert_eq!(context.live().arrival(), Arrival::Resumed);
        assert_eq!(close(context).unwrap(), None, "the store knows when the visitor was seen");
    }
    world.clock.advance(Duration::from_mins(30));
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Expired));
}
