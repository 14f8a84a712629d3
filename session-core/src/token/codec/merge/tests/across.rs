//! Merges of records in other states, and across a change of privilege.

use std::collections::BTreeSet;

use session_derive::{Session, SessionState};

use super::{Request, Unmergeable, first};

#[derive(Session)]
#[session(crate = "crate")]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
#[session(crate = "crate")]
struct Anonymous {
    #[session(merge = union)]
    basket: BTreeSet<u32>,
    #[session(merge = add)]
    visits: u32,
    language: String,
    note: String,
}

#[derive(SessionState)]
#[session(crate = "crate")]
struct LoggedIn {
    #[session(identity)]
    user: u64,
    #[session(merge = union)]
    basket: BTreeSet<u32>,
    language: String,
    /// A field of the same name, and of another type.
    #[session(default, merge = add)]
    note: u32,
    #[session(default, merge = add)]
    orders: u32,
}

fn anonymous(basket: &[u32], language: &str) -> Request<Login> {
    let basket = basket.iter().copied().collect();
    let anonymous = Anonymous { basket, visits: 1, language: language.to_owned(), note: "note".to_owned() };
    Request::from(Login::Anonymous(anonymous), |_| {})
}

/// The session of somebody who signs in. All of its fields count as changed.
fn logged_in(basket: &[u32]) -> Request<Login> {
    let basket = basket.iter().copied().collect();
    let logged_in = LoggedIn { user: 7, basket, language: "en".to_owned(), note: 1, orders: 2 };
    let mut request = Request::from(Login::LoggedIn(logged_in), |_| {});
    request.changed = ["user", "basket", "language", "note", "orders"].map(str::to_owned).into();
    request
}

#[test]
fn what_has_a_policy_crosses_a_change_of_privilege() {
    let (base, theirs) = (anonymous(&[1, 2], "en").map(), anonymous(&[2, 3], "fr").map());
    let merged = logged_in(&[1, 2, 4]).merged(Some(first(&base)), first(&theirs), true).expect("these are merged");
    let Login::LoggedIn(merged) = merged.value else { panic!("mine is the state") };
    assert_eq!(merged.basket, BTreeSet::from([2, 3, 4]));
    assert_eq!((merged.user, &*merged.language, merged.note, merged.orders), (7, "en", 1, 2), "the others are mine");
}

#[test]
fn what_has_no_policy_is_mine_across_a_change_of_privilege_even_if_unchanged() {
    let (base, theirs) = (anonymous(&[], "en").map(), anonymous(&[], "fr").map());
    let merged = anonymous(&[], "en").merged(Some(first(&base)), first(&theirs), true).expect("nothing was changed");
    let Login::Anonymous(merged) = merged.value else { panic!("mine is the state") };
    assert_eq!(merged.language, "en");
}

#[test]
fn records_in_two_states_are_not_merged() {
    let (base, theirs) = (anonymous(&[], "en").map(), logged_in(&[]).map());
    let merged = anonymous(&[1], "en").merged(Some(first(&base)), first(&theirs), false);
    assert_eq!(merged.err(), Some(Unmergeable { field: None }));
}

// Both have signed in to one account, say, without a change of privilege in between.
#[test]
fn a_policy_needs_a_base() {
    let (base, theirs) = (anonymous(&[], "en").map(), logged_in(&[1]).map());
    let mut mine = logged_in(&[2]);
    let merged = mine.merged(Some(first(&base)), first(&theirs), false);
    assert_eq!(merged.err(), Some(Unmergeable { field: Some("note") }), "the base is in another state");
    mine.changed.clear();
    let merged = mine.merged(Some(first(&base)), first(&theirs), false).expect("I have changed nothing");
    let Login::LoggedIn(merged) = merged.value else { panic!("mine is the state") };
    assert_eq!(merged.basket, BTreeSet::from([1]));
}
