//! Back into a cookie.

use session_core::testing::block_on;
use session_core::{Arrival, CloseError, Refusal};

use super::{MINUTE, Site, arrival, open, read, stored};
use crate::world::close;

#[test]
fn who_only_reads_moves_back_into_a_cookie() {
    let site = Site::new();
    let (.., stored) = read(&site.there, &site.begun(Some(7)));
    let stored = stored.unwrap();
    let (user, visits, moved) = read(&site.back, &stored);
    assert_eq!((user, visits), (Some(7), 1));
    let moved = moved.expect("a cookie that has the session");
    assert_eq!(read(&site.in_cookie, &moved), (Some(7), 1, None));
    assert_eq!(read(&site.back, &stored).0, Some(7), "an answer may have been lost");
    site.clock.advance(MINUTE);
    assert_eq!(arrival(&site.back, &stored), Arrival::Refused(Refusal::Replaced), "a copy is worth nothing");
    assert_eq!(read(&site.back, &moved), (Some(7), 1, None));
}

#[test]
fn a_session_leaves_the_store_only_if_its_cookie_goes_out() {
    let site = Site::new();
    let stored = stored(&site, Some(7));
    // The answer may be late.
    let late = open(&site.back, &stored);
    site.clock.advance(MINUTE);
    assert_eq!(close(late).unwrap(), None);
    site.clock.advance(MINUTE);
    // It is too large for a cookie.
    let mut context = open(&site.in_store, &stored);
    context.live().theme = "x".repeat(5000);
    close(context).unwrap();
    assert_eq!(read(&site.back, &stored), (Some(7), 1, None));
    let mut context = open(&site.back, &stored);
    context.live().visits = 9;
    assert!(matches!(close(context), Err(CloseError::TooLarge { .. })));
    site.clock.advance(MINUTE);
    assert_eq!(read(&site.back, &stored), (Some(7), 1, None), "it is where it was");
}

#[test]
fn who_changes_the_session_in_the_store_meanwhile_is_not_overruled() {
    let site = Site::new();
    for ends in [true, false] {
        let stored = stored(&site, Some(7));
        let (reads, mut writes) = (open(&site.back, &stored), open(&site.back, &stored));
        writes.live().visits = 5;
        let mut other = open(&site.in_store, &stored);
        if ends {
            other.live().end();
        } else {
            other.live().visits = 3;
        }
        close(other).unwrap();
        assert_eq!(close(reads).unwrap(), None, "the next request moves it");
        match close(writes) {
            Err(CloseError::Ended) => assert!(ends),
            Err(CloseError::Unmergeable { .. }) => assert!(!ends),
            closed => panic!("{closed:?}"),
        }
        site.clock.advance(MINUTE);
        match arrival(&site.back, &stored) {
            Arrival::Refused(Refusal::Ended) => assert!(ends),
            _ => assert_eq!(read(&site.back, &stored).1, 3),
        }
    }
}

#[test]
fn a_renewal_on_the_way_back_does_not_undo_an_end() {
    let site = Site::new();
    for ends in [true, false] {
        let stored = stored(&site, Some(7));
        let mut renews = open(&site.back, &stored);
        renews.live().renew_id();
        let mut other = open(&site.in_store, &stored);
        if ends {
            other.live().end();
        } else {
            other.live().visits = 3;
        }
        close(other).unwrap();
        assert!(close(renews).is_err(), "ends: {ends}");
    }
}

#[test]
fn a_sign_in_that_is_sent_twice_on_the_way_back_signs_in() {
    let site = Site::new();
    let stored = stored(&site, None);
    let mut both = [open(&site.back, &stored), open(&site.back, &stored)];
    for context in &mut both {
        context.live().user = Some(7);
    }
    for context in both {
        let cookie = close(context).unwrap().expect("a cookie");
        assert_eq!(read(&site.in_cookie, &cookie).0, Some(7));
    }
}

#[test]
fn what_was_before_a_change_of_privilege_is_shown_and_does_not_become_a_cookie() {
    let site = Site::new();
    let stored = stored(&site, Some(7));
    let mut other = open(&site.in_store, &stored);
    other.live().renew_id();
    close(other).unwrap();
    assert_eq!(read(&site.back, &stored), (Some(7), 1, None));
    let mut context = open(&site.back, &stored);
    context.live().visits = 5;
    assert!(matches!(close(context), Err(CloseError::Superseded)));
}

#[test]
fn who_has_only_seen_a_form_writes_and_signs_in_on_the_way_back() {
    let site = Site::new();
    let mut context = open(&site.in_store, "theme=dark");
    let token = context.live().csrf_token().unwrap();
    let unborn = close(context).unwrap().expect("a form's token needs a cookie");
    assert!(open(&site.back, &unborn).live().is_csrf_token(token.as_str()));
    for signs_in in [false, true] {
        let mut context = open(&site.back, &unborn);
        let mut live = context.live();
        live.visits = 3;
        live.user = signs_in.then_some(7);
        let cookie = close(context).unwrap().expect("a cookie");
        assert_eq!(read(&site.in_cookie, &cookie), (signs_in.then_some(7), 3, None));
    }
    assert!(read(&site.back, &unborn).2.is_some(), "who only reads moves as well");
}

#[test]
fn a_late_page_puts_no_strangers_cookie_over_that_of_a_sign_in() {
    let site = Site::new();
    let stored = stored(&site, None);
    let mut sign_in = open(&site.back, &stored);
    sign_in.live().user = Some(7);
    close(sign_in).unwrap().expect("a cookie");
    let mut late = open(&site.back, &stored);
    late.live().csrf_token().unwrap();
    assert_eq!(close(late).unwrap(), None);
    let mut late = open(&site.back, &stored);
    late.live().visits = 5;
    assert!(matches!(close(late), Err(CloseError::Superseded)));
    let mut twice = open(&site.back, &stored);
    twice.live().user = Some(7);
    assert!(close(twice).unwrap().is_some(), "a form that is sent twice signs in");
}

#[test]
fn who_only_renews_the_id_puts_no_strangers_cookie_over_that_of_a_sign_in() {
    let site = Site::new();
    let stored = stored(&site, None);
    let mut before = open(&site.back, &stored);
    let mut sign_in = open(&site.back, &stored);
    sign_in.live().user = Some(7);
    close(sign_in).unwrap().expect("a cookie");
    let mut after = open(&site.back, &stored);
    for context in [&mut before, &mut after] {
        context.live().renew_id();
    }
    for context in [before, after] {
        assert!(matches!(close(context), Err(CloseError::Superseded)));
    }
    let mut restarts = open(&site.back, &stored);
    restarts.live().restart().visits = 1;
    assert!(close(restarts).unwrap().is_some(), "what follows an end begins");
}

#[test]
fn a_session_that_has_ended_since_it_left_does_not_leave_once_more() {
    let site = Site::new();
    for write in [false, true] {
        let stored = stored(&site, Some(7));
        assert!(read(&site.back, &stored).2.is_some());
        let mut context = open(&site.back, &stored);
        context.live().visits += u32::from(write);
        let mut ends = open(&site.back, &stored);
        ends.live().end();
        close(ends).unwrap();
        match close(context) {
            Ok(sent) => assert!(!write && sent.is_none()),
            Err(why) => assert!(write && matches!(why, CloseError::Ended), "{why:?}"),
        }
    }
}

#[test]
fn a_form_goes_on_when_its_session_moves_back() {
    let site = Site::new();
    let mut context = open(&site.in_store, "theme=dark");
    context.live().visits = 1;
    let token = context.live().csrf_token().unwrap();
    let stored = close(context).unwrap().expect("a cookie");
    let (.., moved) = read(&site.back, &stored);
    assert!(open(&site.in_cookie, &moved.unwrap()).live().is_csrf_token(token.as_str()));
}

#[test]
fn an_end_on_the_way_back_ends_the_session_in_the_store() {
    let site = Site::new();
    let (.., stored) = read(&site.there, &site.begun(Some(7)));
    let stored = stored.unwrap();
    let mut context = open(&site.back, &stored);
    context.live().end();
    let headers = block_on(context.close()).unwrap();
    assert_eq!(headers.set_cookie().map(session_core::SetCookie::value), Some(""));
    assert_eq!(arrival(&site.back, &stored), Arrival::Refused(Refusal::Ended));
    assert_eq!(arrival(&site.in_store, &stored), Arrival::Refused(Refusal::Ended));
}

#[test]
fn a_sign_in_on_the_way_back_leaves_nothing_in_the_store() {
    let site = Site::new();
    let (.., stored) = read(&site.there, &site.begun(None));
    let stored = stored.unwrap();
    let mut context = open(&site.back, &stored);
    context.live().user = Some(7);
    let moved = close(context).unwrap().expect("a cookie");
    assert_eq!(read(&site.in_cookie, &moved).0, Some(7));
    assert_eq!(arrival(&site.back, &stored), Arrival::Refused(Refusal::Replaced));
}

#[test]
fn who_only_reads_beside_it_holds_up_no_write() {
    let site = Site::new();
    // The other request has left the store, or has noted there that the cookie has arrived.
    for other in [&site.back, &site.in_store] {
        let stored = stored(&site, Some(7));
        let (reads, mut writes) = (open(other, &stored), open(&site.back, &stored));
        writes.live().visits = 5;
        close(reads).unwrap();
        let moved = close(writes).unwrap().expect("a cookie that has the session");
        assert_eq!(read(&site.in_cookie, &moved).1, 5);
    }
}

#[test]
fn a_page_of_the_cookie_replaces_no_session_that_began_meanwhile() {
    let site = Site::new();
    let mut context = open(&site.in_store, "theme=dark");
    context.live().csrf_token().unwrap();
    let unborn = close(context).unwrap().expect("a form's token needs a cookie");
    let (reads, mut writes) = (open(&site.back, &unborn), open(&site.in_store, &unborn));
    writes.live().visits = 5;
    close(writes).unwrap();
    assert_eq!(close(reads).unwrap(), None, "the next request moves it");
    let (_, visits, moved) = read(&site.back, &unborn);
    assert_eq!(visits, 5);
    assert_eq!(read(&site.in_cookie, &moved.unwrap()).1, 5);
}
