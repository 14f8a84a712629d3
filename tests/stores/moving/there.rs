//! Into a store.

use session_core::store::MemoryStore;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, Refusal, Session, Sessions};

use super::{DAY, HOUR, MINUTE, Shop, Site, arrival, open, read};
use crate::world::{close, cookie_of};

#[test]
fn who_only_reads_moves_and_stays_signed_in() {
    let site = Site::new();
    for user in [Some(7), None] {
        let cookie = site.begun(user);
        let (seen, visits, moved) = read(&site.there, &cookie);
        assert_eq!((seen, visits), (user, 1));
        let moved = moved.expect("the store's cookie");
        assert_eq!(read(&site.in_store, &moved), (user, 1, None), "the store has it");
        site.clock.advance(HOUR);
        assert_eq!(read(&site.in_store, &moved), (user, 1, None), "also after an hour");
        assert_eq!(arrival(&site.in_cookie, &moved), Arrival::Refused(Refusal::Malformed));
    }
}

#[test]
fn the_same_cookie_leads_to_the_same_record() {
    let site = Site::new();
    let cookie = site.begun(None);
    let mut first = open(&site.there, &cookie);
    first.live().visits += 1;
    let moved = close(first).unwrap().expect("the store's cookie");
    let (_, visits, again) = read(&site.there, &cookie);
    assert_eq!((visits, again.is_some()), (2, true), "an answer may have been lost");
    assert_eq!(read(&site.in_store, &moved).1, 2);
    assert_eq!(read(&site.in_store, &again.unwrap()).1, 2);
}

#[test]
fn two_requests_at_once_with_the_same_cookie_merge() {
    let site = Site::new();
    for user in [Some(7), None] {
        let cookie = site.begun(user);
        let mut all: Vec<_> = (0..5).map(|_| open(&site.there, &cookie)).collect();
        for (number, context) in (1..).zip(&mut all) {
            if number % 2 == 0 {
                context.live().visits += number;
            }
        }
        let cookies: Vec<_> = all.into_iter().map(|context| close(context).unwrap().expect("a cookie")).collect();
        for cookie in cookies {
            assert_eq!(read(&site.in_store, &cookie).1, 1 + 2 + 4);
        }
    }
}

#[test]
fn every_cookie_of_a_known_user_leads_to_one_record() {
    let site = Site::new();
    let earlier = site.begun(Some(7));
    let mut context = open(&site.in_cookie, &earlier);
    context.live().visits += 1;
    let later = close(context).unwrap().expect("a cookie");
    let (.., moved) = read(&site.there, &later);
    assert_eq!(read(&site.there, &earlier).1, 2, "the store has the later one");
    let mut context = open(&site.in_store, &moved.unwrap());
    context.live().end();
    close(context).unwrap();
    for cookie in [&earlier, &later] {
        assert_eq!(arrival(&site.there, cookie), Arrival::Refused(Refusal::Ended));
    }
}

#[test]
fn an_end_holds_for_the_cookie_from_before_as_long_as_that_is_valid() {
    let site = Site::new();
    let [one, other] = [site.begun(Some(7)), site.begun(Some(8))];
    let (.., moved) = read(&site.there, &one);
    let mut context = open(&site.in_store, &moved.unwrap());
    context.live().end();
    close(context).unwrap();
    // This one ends in the request that would have moved it.
    let mut context = open(&site.there, &other);
    context.live().end();
    let headers = block_on(context.close()).unwrap();
    assert_eq!(headers.set_cookie().map(session_core::SetCookie::value), Some(""));
    for hours in [0, 2, 24, 45] {
        site.clock.advance(hours * HOUR);
        for cookie in [&one, &other] {
            assert_eq!(arrival(&site.there, cookie), Arrival::Refused(Refusal::Ended), "after {hours} hours more");
            assert_eq!(arrival(&site.in_cookie, cookie), Arrival::Resumed, "it is valid by itself");
        }
    }
    site.clock.advance(DAY);
    assert_eq!(arrival(&site.there, &one), Arrival::Refused(Refusal::Idle));
}

#[test]
fn a_session_that_has_expired_in_the_store_does_not_move_again() {
    let site = Site::new();
    let cookie = site.begun(Some(7));
    let mut context = open(&site.there, &cookie);
    context.live().visits = 5;
    close(context).unwrap();
    site.clock.advance(2 * DAY);
    // Another cookie of the same session was seen later, on an instance that kept it in cookies.
    let mut context = open(&site.in_cookie, &cookie);
    context.live().visits = 9;
    let late = close(context).unwrap().expect("a cookie");
    site.clock.advance(2 * DAY);
    assert_eq!(arrival(&site.in_cookie, &late), Arrival::Resumed, "it is valid by itself");
    assert_eq!(arrival(&site.there, &late), Arrival::Refused(Refusal::Idle));
}

#[test]
fn a_form_from_before_the_move_is_accepted_by_the_request_that_moves() {
    let site = Site::new();
    let mut context = open(&site.in_cookie, "theme=dark");
    let token = context.live().csrf_token().unwrap();
    let cookie = close(context).unwrap().expect("a form's token needs a cookie");
    let mut context = open(&site.there, &cookie);
    assert!(context.live().is_csrf_token(token.as_str()));
    let page = context.live().csrf_token().unwrap();
    let moved = close(context).unwrap().expect("the store's cookie");
    assert!(open(&site.in_store, &moved).live().is_csrf_token(page.as_str()), "and so is a form of its page");
}

#[test]
fn a_sign_in_with_a_former_cookie_has_a_ticket_of_its_own() {
    let site = Site::new();
    let cookie = site.begun(None);
    let (mut sign_in, mut add) = (open(&site.there, &cookie), open(&site.there, &cookie));
    add.live().visits += 1;
    close(add).unwrap();
    sign_in.live().user = Some(7);
    let signed_in = close(sign_in).unwrap().expect("a ticket");
    assert_eq!(read(&site.in_store, &signed_in), (Some(7), 2, None), "the visit that was added is there");
    site.clock.advance(MINUTE);
    assert_eq!(arrival(&site.there, &cookie), Arrival::Refused(Refusal::Replaced));
    let mut late = open(&site.there, &cookie);
    late.live().visits += 1;
    assert!(close(late).is_err(), "the cookie from before the sign-in writes nothing");
}

#[test]
fn an_answer_that_may_be_late_leaves_the_cookie_to_another_one() {
    let site = Site::new();
    let cookie = site.begun(Some(7));
    let context = open(&site.there, &cookie);
    site.clock.advance(MINUTE);
    assert_eq!(close(context).unwrap(), None);
    // So the session hasn't moved: an instance of the version before goes on with the cookie.
    let mut context = open(&site.back, &cookie);
    context.live().visits += 1;
    let cookie = close(context).unwrap().expect("a cookie");
    let (user, visits, moved) = read(&site.there, &cookie);
    assert_eq!((user, visits, moved.is_some()), (Some(7), 2, true));
}

#[test]
fn an_answer_that_has_written_brings_its_cookie_however_late() {
    let site = Site::new();
    let mut context = open(&site.there, &site.begun(Some(7)));
    context.live().visits += 1;
    site.clock.advance(MINUTE);
    let moved = close(context).unwrap().expect("the store's cookie");
    assert_eq!(read(&site.back, &moved).1, 2, "an instance of the version before finds what was written");
}

#[test]
fn a_late_page_with_a_form_brings_its_cookie() {
    let site = Site::new();
    let mut context = open(&site.there, &site.begun(Some(7)));
    let token = context.live().csrf_token().unwrap();
    site.clock.advance(MINUTE);
    let moved = close(context).unwrap().expect("the store's cookie");
    assert!(open(&site.there, &moved).live().is_csrf_token(token.as_str()));
}

#[test]
fn visitors_whose_cookies_are_the_same_get_sessions_of_their_own() {
    #[derive(Session)]
    struct Preferences {
        language: String,
    }

    let clock = ManualClock::default();
    let options = || Sessions::<Preferences>::options().clock(clock.clone());
    let in_cookie = options().in_cookie(key(1));
    let when = clock.now()..clock.now() + DAY;
    let there = options().migrating(&in_cookie, when).in_store(key(2), MemoryStore::new(10));
    let write = |sessions: &Sessions<Preferences>, cookie: Option<&str>, language: &str| {
        let mut context = block_on(sessions.open(cookie)).expect("the store answers");
        language.clone_into(&mut context.live().language);
        close(context).unwrap().expect("a cookie")
    };
    // Nothing in a signed cookie tells them apart: they came in the same second.
    let [one, other] = ["de", "de"].map(|language| write(&in_cookie, None, language));
    assert_eq!(one, other);
    let one = write(&there, Some(&one), "fr");
    let other = write(&there, Some(&other), "it");
    for (cookie, language) in [(one, "fr"), (other, "it")] {
        let mut context = block_on(there.open(Some(&*cookie))).expect("the store answers");
        assert_eq!(context.live().language, language);
    }
}

#[test]
fn who_renews_while_a_session_moves_can_be_ended_and_shows_what_was_before() {
    let site = Site::new();
    let cookie = site.begun(Some(7));
    let (mut renews, mut ends) = (open(&site.there, &cookie), open(&site.there, &cookie));
    renews.live().renew_id();
    let renewed = close(renews).unwrap().expect("a ticket");
    assert_eq!(read(&site.there, &cookie).0, Some(7), "for its grace");
    ends.live().end();
    let _ = block_on(ends.close()).unwrap();
    assert_eq!(arrival(&site.in_store, &renewed), Arrival::Refused(Refusal::Ended));
}

#[test]
fn an_end_ends_every_session_whose_cookie_came() {
    let site = Site::new();
    let [one, other] = [site.begun(Some(7)), site.begun(Some(8))];
    let both = format!("{one}; {other}");
    let mut context = open(&site.there, &both);
    context.live().end();
    let headers = block_on(context.close()).unwrap();
    assert!(headers.set_cookie().is_some());
    site.clock.advance(2 * HOUR);
    for cookie in [&one, &other] {
        assert_eq!(arrival(&site.there, cookie), Arrival::Refused(Refusal::Ended));
    }
}

#[test]
fn a_full_store_remembers_that_a_moved_session_was_ended() {
    for ends in [true, false] {
        let site = Site::new();
        let cookie = site.begun(Some(7));
        let when = site.clock.now() + 50 * DAY..site.clock.now() + 100 * DAY;
        let options = Sessions::<Shop>::options().clock(site.clock.clone()).migrating(&site.in_cookie, when);
        let sessions = options.in_store(key(2), MemoryStore::with_clock(5, site.clock.clone()));
        let mut context = open(&sessions, &cookie);
        if ends {
            context.live().end();
        } else {
            context.live().user = None;
        }
        let _ = block_on(context.close()).unwrap();
        site.clock.advance(MINUTE);
        for _ in 0..20 {
            let mut context = open(&sessions, "theme=dark");
            context.live().visits = 1;
            close(context).unwrap();
        }
        let refused = if ends { Refusal::Ended } else { Refusal::Replaced };
        assert_eq!(arrival(&sessions, &cookie), Arrival::Refused(refused));
    }
}

#[test]
fn visitors_go_back_and_forth_between_instances_of_both_versions() {
    let site = Site::new();
    for write in [false, true] {
        let mut cookie = site.begun(Some(7));
        for turn in 1..=6 {
            let sessions = if turn % 2 == 1 { &site.there } else { &site.back };
            let mut context = open(sessions, &cookie);
            let mut live = context.live();
            assert_eq!(live.user, Some(7), "turn {turn}, writing: {write}");
            if write {
                assert_eq!(live.visits, turn);
                live.visits += 1;
            }
            let headers = block_on(context.close()).unwrap();
            cookie = cookie_of(&headers).expect("it moves each time");
            site.clock.advance(MINUTE);
        }
    }
}

#[test]
#[should_panic(expected = "can't move from one store to another yet")]
fn a_move_from_one_store_to_another_says_that_it_is_not_there_yet() {
    let site = Site::new();
    let now = site.clock.now();
    let _ = Sessions::<Shop>::options().migrating(&site.in_store, now..now + DAY).in_store(key(3), MemoryStore::new(10));
}
