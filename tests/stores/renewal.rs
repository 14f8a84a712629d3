//! Periodic renewals of a ticket, and states that leave nothing of what was before.

use std::time::Duration;

use session_core::{Arrival, CloseError, Refusal, Session, SessionState};

use crate::world::{World, close};

#[derive(Session)]
#[session(renew_every = "15m")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    #[session(merge = add)]
    visits: u32,
}

const QUARTER: Duration = Duration::from_mins(15);

/// Signs in, and returns the cookie.
fn signed_in(world: &World<Account>) -> String {
    let mut context = world.open(None);
    context.live().user = Some(7);
    close(context).unwrap().expect("a cookie")
}

#[test]
fn a_ticket_is_renewed_by_a_read_and_by_a_write() {
    let world = World::<Account>::new();
    let first = signed_in(&world);
    assert_eq!(close(world.open(Some(&first))).unwrap(), None, "the time hasn't come");
    world.clock.advance(QUARTER);
    let second = close(world.open(Some(&first))).unwrap().expect("a new ticket");
    assert_ne!(first, second);
    assert_eq!(close(world.open(Some(&second))).unwrap(), None);
    world.clock.advance(QUARTER);
    let mut context = world.open(Some(&second));
    context.live().visits += 1;
    let third = close(context).unwrap().expect("a new ticket");
    let mut context = world.open(Some(&third));
    let live = context.live();
    assert_eq!((live.user, live.visits), (Some(7), 1));
}

#[test]
fn the_former_ticket_reads_and_writes_for_ten_seconds() {
    let world = World::<Account>::new();
    let first = signed_in(&world);
    world.clock.advance(QUARTER);
    let mut open = world.open(Some(&first));
    let token = open.live().csrf_token().unwrap();
    let second = close(open).unwrap().expect("a new ticket");
    assert!(world.open(Some(&second)).live().is_csrf_token(token.as_str()), "forms stay good");
    for seconds in [0, 9] {
        world.clock.advance(Duration::from_secs(seconds));
        let mut late = world.open(Some(&first));
        assert_eq!(late.live().user, Some(7));
        late.live().visits += 1;
        assert_eq!(close(late).unwrap(), None, "it gets no other ticket");
    }
    world.clock.advance(Duration::from_secs(1));
    let mut late = world.open(Some(&first));
    assert_eq!(late.live().arrival(), Arrival::Refused(Refusal::Replaced));
    late.live().visits += 1;
    assert!(matches!(close(late), Err(CloseError::Superseded)));
    assert_eq!(world.open(Some(&second)).live().visits, 2);
}

#[test]
fn of_two_that_renew_at_once_one_does() {
    let world = World::<Account>::new();
    let first = signed_in(&world);
    world.clock.advance(QUARTER);
    let [mut one, mut other] = [(); 2].map(|()| world.open(Some(&first)));
    one.live().visits += 1;
    other.live().visits += 1;
    let second = close(one).unwrap().expect("a new ticket");
    assert_eq!(close(other).unwrap(), None);
    assert_eq!(world.open(Some(&second)).live().visits, 2);
}

/// The browser has a newer ticket, so that the former one isn't sent again, whatever the handler asks
/// for.
#[test]
fn the_former_ticket_is_not_sent_again() {
    let world = World::<Account>::new();
    let first = signed_in(&world);
    world.clock.advance(QUARTER);
    let mut under_way = world.open(Some(&first));
    let second = close(world.open(Some(&first))).unwrap().expect("a new ticket");
    let mut late = world.open(Some(&first));
    for mut context in [&mut under_way, &mut late].map(|context| context.live()) {
        context.set_persistent(true);
        context.visits += 1;
    }
    for context in [under_way, late] {
        assert_eq!(close(context).unwrap(), None);
    }
    assert_eq!(world.open(Some(&second)).live().visits, 2);
    let mut current = world.open(Some(&second));
    current.live().set_persistent(true);
    assert_ne!(close(current).unwrap(), None, "the current ticket is");
}

#[test]
fn what_is_nobodys_is_not_renewed() {
    let world = World::<Account>::new();
    let mut context = world.open(None);
    context.live().visits += 1;
    let cookie = close(context).unwrap().expect("a cookie");
    assert_eq!(close(world.open(Some(&cookie))).unwrap(), None);
    world.clock.advance(2 * QUARTER);
    assert_eq!(close(world.open(Some(&cookie))).unwrap(), None);
}

/// An end wins over a ticket that was renewed while it was under way.
#[test]
fn the_former_ticket_ends_the_session() {
    let world = World::<Account>::new();
    let first = signed_in(&world);
    world.clock.advance(QUARTER);
    let mut sign_out = world.open(Some(&first));
    let second = close(world.open(Some(&first))).unwrap().expect("a new ticket");
    sign_out.live().end();
    close(sign_out).unwrap();
    assert_eq!(world.open(Some(&second)).live().arrival(), Arrival::Refused(Refusal::Ended));
}

#[derive(Session)]
enum Login {
    #[session(start, to(Member, Locked))]
    Guest(Guest),
    #[session(to(Guest))]
    Member(Member),
    #[session(to(Guest), no_grace)]
    Locked(Locked),
}

#[derive(SessionState, Default)]
struct Guest;

#[derive(SessionState, Default)]
struct Member;

#[derive(SessionState, Default)]
struct Locked;

#[test]
fn a_state_without_grace_shows_nothing_of_what_was_before() {
    let world = World::<Login>::new();
    for (is_locked, expected) in [(false, Arrival::Resumed), (true, Arrival::Refused(Refusal::Replaced))] {
        let mut context = world.open(None);
        context.live().renew_id();
        let guest = close(context).unwrap().expect("a cookie");
        let mut context = world.open(Some(&guest));
        let live = context.live().in_state::<Guest>().expect("a guest");
        if is_locked {
            live.to(Locked);
        } else {
            live.to(Member);
        }
        close(context).unwrap();
        assert_eq!(world.open(Some(&guest)).live().arrival(), expected);
    }
}
