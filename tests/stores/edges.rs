//! What is rare, and was wrong once.

use std::time::Duration;

use session_core::{Arrival, Refusal, Session, SessionState};

use crate::world::{World, close};

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    note: String,
    theme: String,
}

fn begun(world: &World<Account>, note: &str) -> String {
    let mut context = world.open(None);
    note.clone_into(&mut context.live().note);
    close(context).unwrap().expect("a cookie")
}

/// A renewed record holds what was before as well, unless both together are too large.
#[test]
fn a_large_session_signs_in() {
    let world = World::<Account>::new();
    let cookie = begun(&world, &"x".repeat(40_000));
    let mut context = world.open(Some(&cookie));
    context.live().user = Some(7);
    let new = close(context).unwrap().expect("a new ticket");
    let mut context = world.open(Some(&new));
    let live = context.live();
    assert_eq!((live.user, live.note.len()), (Some(7), 40_000));
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Replaced));
}

#[test]
fn a_renewed_id_keeps_what_others_have_changed() {
    let world = World::<Account>::new();
    let cookie = begun(&world, "one");
    let [mut one, mut other] = [(); 2].map(|()| world.open(Some(&cookie)));
    "dark".clone_into(&mut other.live().theme);
    close(other).unwrap();
    one.live().renew_id();
    let new = close(one).unwrap().expect("a new ticket");
    assert_eq!(world.open(Some(&new)).live().theme, "dark");
}

#[test]
fn a_token_for_a_visitor_who_is_gone_ends_no_session() {
    let world = World::<Account>::new();
    let cookie = begun(&world, "one");
    let mut context = world.open(Some(&cookie));
    let mut live = context.live();
    live.user = Some(7);
    live.csrf_token().unwrap();
    live.user = None;
    assert_eq!(close(context).unwrap(), None);
    assert_eq!(world.open(Some(&cookie)).live().note, "one");
}

#[derive(Session)]
enum Code {
    #[session(start, to(Waiting))]
    Guest(Guest),
    #[session(to(Member), lifetime = "5m")]
    Waiting(Waiting),
    #[session(to(Guest))]
    Member(Member),
}

#[derive(SessionState, Default)]
struct Guest {
    note: String,
}

#[derive(SessionState, Default)]
struct Waiting;

#[derive(SessionState)]
struct Member {
    #[session(identity)]
    user: u64,
}

/// A session that has expired in its grace is only hidden, since the browser has a newer cookie.
#[test]
fn a_session_that_expires_in_its_grace_is_replaced() {
    let world = World::<Code>::new();
    let mut context = world.open(None);
    context.live().in_state::<Guest>().expect("a guest").to(Waiting);
    let waiting = close(context).unwrap().expect("a cookie");
    world.clock.advance(Duration::from_secs(298));
    let mut context = world.open(Some(&waiting));
    context.live().in_state::<Waiting>().expect("it waits for a code").to(Member { user: 7 });
    let member = close(context).unwrap().expect("a new ticket");
    world.clock.advance(Duration::from_secs(3));
    let mut late = world.open(Some(&waiting));
    assert_eq!(late.live().arrival(), Arrival::Refused(Refusal::Replaced));
    late.live().csrf_token().unwrap();
    assert_eq!(close(late).unwrap(), None, "the better cookie stays");
    assert_eq!(world.open(Some(&member)).live().in_state::<Member>().expect("signed in").user, 7);
}

#[test]
fn all_sessions_of_a_browser_end() {
    let world = World::<Account>::new();
    let cookies = ["one", "two", "three", "four"].map(|note| begun(&world, note));
    let mut context = world.open(Some(&cookies.join("; ")));
    context.live().end();
    close(context).unwrap();
    for cookie in cookies {
        assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Ended));
    }
}

/// The walk through random lives has found that the reason was that of the newest cookie.
#[test]
fn the_reason_is_that_of_the_cookie_that_passed_the_most_checks() {
    let world = World::<Account>::new();
    let replaced = begun(&world, "one");
    let mut context = world.open(Some(&replaced));
    context.live().renew_id();
    let current = close(context).unwrap().expect("a new ticket");
    close(world.open(Some(&current))).unwrap();
    world.clock.advance(Duration::from_mins(2));
    let ended = begun(&world, "two");
    let mut context = world.open(Some(&ended));
    context.live().end();
    close(context).unwrap();
    for cookies in [[&*replaced, &*ended], [&*ended, &*replaced]] {
        let mut context = world.open(Some(&cookies.join("; ")));
        assert_eq!(context.live().arrival(), Arrival::Refused(Refusal::Replaced));
    }
}

/// A ticket that was just replaced ends its session also where another cookie of the request wins.
#[test]
fn a_session_ends_by_a_late_ticket_beside_another_one() {
    let world = World::<Account>::new();
    let mut context = world.open(None);
    context.live().user = Some(7);
    let late = close(context).unwrap().expect("a cookie");
    let mut context = world.open(Some(&late));
    context.live().renew_id();
    let current = close(context).unwrap().expect("a new ticket");
    let other = begun(&world, "other");
    let mut context = world.open(Some(&format!("{late}; {other}")));
    assert_eq!(context.live().note, "other");
    context.live().end();
    close(context).unwrap();
    for cookie in [current, other] {
        assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Ended));
    }
}

/// The lifetime of a session that begins under a name that was drawn is that of its cookie.
#[test]
fn a_session_lasts_no_longer_than_its_cookie() {
    let world = World::<Account>::new();
    let mut context = world.open(None);
    let drawn = context.live().csrf_token().unwrap();
    let cookie = close(context).unwrap().expect("a name");
    let day = Duration::from_hours(24);
    world.clock.advance(29 * day);
    let mut context = world.open(Some(&cookie));
    assert!(context.live().is_csrf_token(drawn.as_str()));
    "late".clone_into(&mut context.live().note);
    close(context).unwrap();
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Resumed);
    world.clock.advance(day);
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Expired));
}

#[test]
fn a_session_does_not_end_if_what_is_written_after_it_is_too_large() {
    let world = World::<Account>::new();
    let is_stored = |length: &usize| {
        let mut context = world.open(None);
        context.live().note = "x".repeat(*length);
        close(context).is_ok()
    };
    let lengths: Vec<usize> = (65_000..65_536).collect();
    let too_long = lengths[lengths.partition_point(is_stored)];
    let cookie = begun(&world, "kept");
    for (length, is_kept) in [(too_long, true), (too_long - 1, false)] {
        let mut context = world.open(Some(&cookie));
        context.live().restart().note = "x".repeat(length);
        assert_eq!(close(context).is_err(), is_kept, "{length}");
        let arrival = world.open(Some(&cookie)).live().arrival();
        assert_eq!(arrival, if is_kept { Arrival::Resumed } else { Arrival::Refused(Refusal::Ended) });
    }
}
