//! `live.commit()`: a handler knows in the middle of its request that its change holds.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use session_core::__private::{give_up, lend_out, release_savepoint, set_savepoint};
use session_core::store::MemoryStore;
use session_core::testing::{block_on, key};
use session_core::{Arrival, CloseError, NotClosed, Refusal, RequestContext, Session, SessionState, Sessions, ViewContext};

use crate::world::{World, close, cookie_of};

#[derive(Session)]
pub(crate) struct SignIn {
    #[session(merge = add)]
    pub(crate) tries: u32,
    #[session(merge = refuse)]
    code: String,
    #[session(identity)]
    pub(crate) user: Option<u64>,
    #[session(skip)]
    scratch: u32,
}

pub(crate) fn begun(world: &World<SignIn>) -> String {
    let mut context = world.open(None);
    "471".clone_into(&mut context.live().code);
    close(context).unwrap().expect("a session that begins has a cookie")
}

/// Commits what the handler has done. Returns the error's text if it doesn't hold.
pub(crate) fn commit<S: Session>(context: &mut RequestContext<S>) -> Result<(), String> {
    block_on(context.live().commit()).map(drop).map_err(|failed| failed.why().to_string())
}

fn end(world: &World<SignIn>, cookie: &str) {
    let mut context = world.open(Some(cookie));
    context.live().end();
    close(context).unwrap();
}

#[test]
fn what_is_committed_is_there_before_the_response() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    let mut live = context.live();
    (live.tries, live.scratch) = (1, 9);
    let live = block_on(live.commit()).expect("nobody else was there");
    assert_eq!((live.tries, live.scratch), (1, 9), "nothing was merged, so that nothing was read back");
    assert_eq!(world.open(Some(&cookie)).live().tries, 1);
    assert_eq!(close(context).unwrap(), None, "an ordinary write sends no cookie");
    assert_eq!(world.open(Some(&cookie)).live().tries, 1, "it isn't added once more");
}

#[test]
fn each_of_several_tries_is_counted_before_it_is_judged() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut open: Vec<_> = (0..5).map(|_| world.open(Some(&cookie))).collect();
    let counted: Vec<u32> = open
        .iter_mut()
        .map(|context| {
            let mut live = context.live();
            live.tries += 1;
            block_on(live.commit()).expect("a counter is merged").tries
        })
        .collect();
    assert_eq!(counted, [1, 2, 3, 4, 5]);
    for context in open {
        close(context).unwrap();
    }
    assert_eq!(world.open(Some(&cookie)).live().tries, 5);
}

#[test]
fn requests_at_once_each_see_another_number_of_tries() {
    const REQUESTS: u32 = 8;
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let all_are_open = Barrier::new(REQUESTS as usize);
    let mut counted: Vec<u32> = thread::scope(|scope| {
        let request = || {
            let mut context = world.open(Some(&cookie));
            all_are_open.wait();
            context.live().tries += 1;
            let tries = block_on(context.live().commit()).expect("a counter is merged").tries;
            close(context).unwrap();
            tries
        };
        let threads: Vec<_> = (0..REQUESTS).map(|_| scope.spawn(request)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no request panics")).collect()
    });
    counted.sort_unstable();
    assert_eq!(counted, (1..=REQUESTS).collect::<Vec<_>>());
}

#[test]
fn several_commits_of_one_request_are_added_once_each() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let (mut context, mut other) = (world.open(Some(&cookie)), world.open(Some(&cookie)));
    context.live().tries += 1;
    commit(&mut context).unwrap();
    other.live().tries += 10;
    close(other).unwrap();
    context.live().tries += 1;
    commit(&mut context).unwrap();
    assert_eq!(context.live().tries, 12, "it goes on from what is there");
    context.live().tries += 1;
    close(context).unwrap();
    assert_eq!(world.open(Some(&cookie)).live().tries, 13);
}

#[test]
fn a_conflict_is_known_before_and_nothing_is_written() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let (mut context, mut other) = (world.open(Some(&cookie)), world.open(Some(&cookie)));
    "other".clone_into(&mut other.live().code);
    close(other).unwrap();
    let mut live = context.live();
    live.tries += 1;
    "mine".clone_into(&mut live.code);
    let failed = block_on(live.commit()).expect_err("`code` is `refuse`");
    assert!(matches!(failed.why(), CloseError::Unmergeable { field: Some("code") }));
    assert!(failed.to_string().contains("field `code`"), "{failed}");
    drop(failed);
    assert!(commit(&mut context).is_err(), "code around it can't commit it either");
    assert!(matches!(close(context), Err(CloseError::Unmergeable { field: Some("code") })));
    let mut after = world.open(Some(&cookie));
    assert_eq!((after.live().tries, &*after.live().code), (0, "other"));
}

#[test]
fn a_handler_that_answers_by_itself_discards() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    end(&world, &cookie);
    context.live().tries += 1;
    let failed = block_on(context.live().commit()).expect_err("it was ended");
    assert!(matches!(failed.why(), CloseError::Ended));
    failed.discard();
    assert_eq!(close(context).unwrap(), None);
}

#[test]
fn a_sign_in_that_is_committed_keeps_its_cookie_whatever_comes_later() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let signed_in = |later: fn(&mut RequestContext<SignIn>)| {
        let mut context = world.open(Some(&cookie));
        context.live().user = Some(7);
        commit(&mut context).unwrap();
        later(&mut context);
        context
    };
    let written = signed_in(|context| context.live().tries += 1);
    let headers = block_on(written.close()).expect("it holds");
    let cookie_after = cookie_of(&headers).expect("the ticket of the sign-in");
    assert_eq!((world.open(Some(&cookie_after)).live().user, world.open(Some(&cookie_after)).live().tries), (Some(7), 1));

    let cookie = begun(&world);
    let sign_in = || {
        let mut context = world.open(Some(&cookie));
        context.live().user = Some(7);
        commit(&mut context).unwrap();
        context
    };
    let mut discarded = sign_in();
    discarded.live().tries = 9;
    discarded.live().discard();
    let cookie_after = close(discarded).unwrap().expect("the ticket of the sign-in");
    assert_eq!((world.open(Some(&cookie_after)).live().user, world.open(Some(&cookie_after)).live().tries), (Some(7), 0));
}

#[test]
fn an_error_after_a_commit_sends_its_cookie() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    context.live().user = Some(7);
    commit(&mut context).unwrap();
    context.live().code = "x".repeat(70_000);
    let NotClosed { why, headers } = block_on(ViewContext::close(context)).expect_err("it is too large");
    assert!(matches!(why, CloseError::RecordTooLarge { .. }), "{why:?}");
    let cookie = cookie_of(&headers).expect("the ticket of the sign-in");
    assert_eq!(world.open(Some(&cookie)).live().user, Some(7));
}

#[test]
fn of_two_sessions_each_keeps_what_it_has_committed() {
    let store = || MemoryStore::new(10);
    let sessions = (Sessions::<SignIn>::in_store(key(1), store()), Sessions::<Login>::in_store(key(1), store()));
    let mut both = block_on(<(RequestContext<SignIn>, RequestContext<Login>)>::open(&sessions, || None::<&str>)).unwrap();
    both.0.live().user = Some(7);
    commit(&mut both.0).unwrap();
    both.0.live().code = "x".repeat(70_000);
    both.1.live_as::<Anonymous>().unwrap().pages = 1;
    let NotClosed { why, headers } = block_on(ViewContext::close(both)).expect_err("one of them is too large");
    assert!(matches!(why, CloseError::RecordTooLarge { .. }), "{why:?}");
    let cookies: Vec<_> = headers.set_cookies().collect();
    assert!(matches!(cookies[..], [cookie] if cookie.name() == "__Host-sign-in"), "{cookies:?}");
}

#[test]
fn a_session_that_begins_is_committed_under_its_name() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    context.live().tries = 1;
    commit(&mut context).unwrap();
    context.live().tries += 1;
    commit(&mut context).unwrap();
    let cookie = close(context).unwrap().expect("a session that begins has a cookie");
    assert_eq!(world.open(Some(&cookie)).live().tries, 2);
}

#[test]
fn a_form_token_from_before_a_commit_goes_on_unless_the_id_is_renewed() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    let token = context.live().csrf_token().unwrap();
    context.live().tries = 1;
    commit(&mut context).unwrap();
    let cookie = close(context).unwrap().expect("a cookie");
    assert!(world.open(Some(&cookie)).live().is_csrf_token(token.as_str()));
}

#[test]
fn code_inside_that_is_given_up_takes_back_no_commit() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut outer = world.open(Some(&cookie));
    "outer".clone_into(&mut outer.live().code);
    let mut inner = lend_out(&mut outer);
    set_savepoint(&mut inner).unwrap();
    inner.live().tries += 1;
    commit(&mut inner).unwrap();
    inner.live().tries += 10;
    give_up(&mut inner);
    outer = inner;
    assert_eq!((outer.live().tries, &*outer.live().code), (1, "outer"));
    let mut inner = lend_out(&mut outer);
    set_savepoint(&mut inner).unwrap();
    inner.live().tries += 1;
    release_savepoint(&mut inner);
    close(inner).unwrap();
    let mut after = world.open(Some(&cookie));
    assert_eq!((after.live().tries, &*after.live().code), (2, "outer"));
}

#[test]
fn a_commit_that_failed_is_undone_with_the_code_around_it_and_only_with_it() {
    let world = World::<SignIn>::new();
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    end(&world, &cookie);
    let mut inner = lend_out(&mut context);
    set_savepoint(&mut inner).unwrap();
    inner.live().tries += 1;
    commit(&mut inner).unwrap_err();
    give_up(&mut inner);
    assert_eq!(close(inner).unwrap(), None, "nothing was done");

    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    end(&world, &cookie);
    context.live().tries += 1;
    commit(&mut context).unwrap_err();
    let mut inner = lend_out(&mut context);
    set_savepoint(&mut inner).unwrap();
    inner.live().discard();
    give_up(&mut inner);
    assert!(matches!(close(inner), Err(CloseError::Ended)), "what failed outside isn't discarded");
}

#[test]
fn a_commit_is_no_cookie_that_has_come_back() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    context.live().tries = 1;
    commit(&mut context).unwrap();
    let bots = close(context).unwrap().expect("a cookie");
    let cookie = begun(&world);
    let mut context = world.open(Some(&cookie));
    context.live().user = Some(7);
    commit(&mut context).unwrap();
    close(context).unwrap();
    assert_eq!(world.open(Some(&cookie)).live().arrival(), Arrival::Resumed, "what was before the sign-in, in its grace");
    world.clock.advance(Duration::from_mins(11));
    assert_eq!(world.open(Some(&bots)).live().arrival(), Arrival::Refused(Refusal::Expired));
}

#[test]
fn a_session_in_a_cookie_says_what_a_commit_needs() {
    let sessions = Sessions::<Preferences>::in_cookie(key(1));
    let mut context = block_on(sessions.open(None)).unwrap();
    context.live().dark = true;
    let text = commit(&mut context).unwrap_err();
    assert!(text.contains("Sessions::in_store"), "{text}");
    assert!(matches!(close(context), Err(CloseError::NotInStore)));
}

#[derive(Session)]
struct Preferences {
    dark: bool,
}

#[test]
fn what_was_discarded_isnt_committed() {
    let world = World::<SignIn>::new();
    let mut context = world.open(None);
    context.live().tries = 1;
    context.live().discard();
    assert!(commit(&mut context).unwrap_err().contains("discarded"));
}

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    #[session(merge = add)]
    pages: u32,
}

#[derive(SessionState)]
struct LoggedIn {
    #[session(identity)]
    user: u64,
    #[session(merge = add)]
    pages: u32,
}

#[test]
fn a_transition_is_committed_and_the_handle_is_of_its_state() {
    let world = World::<Login>::new();
    let mut context = world.open(None);
    context.live_as::<Anonymous>().unwrap().pages = 1;
    let cookie = close(context).unwrap().expect("a cookie");
    let (mut context, mut other) = (world.open(Some(&cookie)), world.open(Some(&cookie)));
    other.live_as::<Anonymous>().unwrap().pages += 1;
    close(other).unwrap();
    let live = context.live_as::<Anonymous>().unwrap();
    let login = live.to_with(|anonymous| LoggedIn { user: 7, pages: anonymous.pages });
    let mut login = block_on(login.commit()).expect("a sign-in takes along what is merged");
    assert_eq!((login.user, login.pages), (7, 2));
    login.pages += 1;
    let cookie = close(context).unwrap().expect("the ticket of the sign-in");
    assert_eq!(world.open(Some(&cookie)).live_as::<LoggedIn>().unwrap().pages, 3);
}
