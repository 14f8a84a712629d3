//! Ends that are committed before the response.

use session_core::__private::{give_up, set_savepoint};
use session_core::testing::block_on;
use session_core::{Arrival, Refusal, SetCookie};

use crate::commit::{SignIn, begun, commit};
use crate::world::{World, close};

#[test]
fn an_end_is_committed_before_the_response() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    block_on(context.live().restart().commit()).expect("it is ended");
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Ended));
    let headers = block_on(context.close()).unwrap();
    assert_eq!(headers.set_cookie().map(SetCookie::value), Some(""), "its cookie is deleted");

    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    let mut live = block_on(context.live().restart().commit()).expect("it is ended");
    live.tries = 4;
    block_on(live.commit()).expect("another session has begun");
    let after = close(context).unwrap().expect("another session");
    assert_eq!(world.open(Some(&after)).live().tries, 4);
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Ended));
}

#[test]
fn code_inside_that_is_given_up_takes_back_no_end() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    context.live().user = Some(7);
    let cookie = close(context).unwrap().expect("a cookie");
    let mut context = world.open(Some(&cookie));
    set_savepoint(&mut context).unwrap();
    block_on(context.live().restart().commit()).expect("it is ended");
    give_up(&mut context);
    assert_eq!(context.live().user, None);
    context.live().tries = 1;
    let after = close(context).unwrap().expect("another session");
    assert_eq!(world.open(Some(&after)).live().user, None);
}

#[test]
fn an_end_is_committed_also_where_the_page_has_a_form() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    let mut live = context.live().restart();
    let token = live.csrf_token().unwrap();
    block_on(live.commit()).expect("it is ended");
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Refused(Refusal::Ended));
    let cookie = close(context).unwrap().expect("a form's token needs a cookie");
    assert!(world.open(Some(&cookie)).live().is_csrf_token(token.as_str()));
}

/// The page of a stranger that ends a session all the same.
#[test]
fn an_end_of_nothing_sends_nothing() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    block_on(context.live().restart().commit()).expect("there is nothing to end");
    assert_eq!(close(context).unwrap(), None);
}

#[test]
fn a_session_that_begins_and_ends_in_one_request_sends_nothing() {
    for commits_the_end in [true, false] {
        let world = World::<SignIn>::new();
        let mut context = world.open(None);
        context.live().tries = 1;
        commit(&mut context).unwrap();
        if commits_the_end {
            block_on(context.live().restart().commit()).expect("it is ended");
        } else {
            context.live().end();
        }
        assert_eq!(close(context).unwrap(), None);
    }
}
