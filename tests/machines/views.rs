//! Checks that a handle shows the state that the session is in, whatever is asked of it and in
//! whatever order.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::testing::{block_on, key};
use session_core::{Live, RequestContext, Session, Sessions, StateOf, View, ViewContext as _};

use crate::derived::{Anonymous, AwaitingCode, DERIVED, Derived, LoggedIn};
use crate::reference::Data;
use crate::subject::{Shape, Walked as _};
use crate::writes::Write;

#[derive(Session, Debug)]
#[session(name = "visits", cookie = "__Host-visits")]
struct Visits {
    count: u32,
}

/// What is done with a handle.
#[derive(Clone, Debug)]
enum Use {
    Any,
    InState(usize),
    To(usize, u8),
    Write(Write),
    Renew,
}

/// What a request asks for: the whole session, or the state of that number. With `beside`, it asks
/// for the visits as well.
#[derive(Clone, Debug)]
struct Asks {
    state: Option<usize>,
    beside: bool,
    uses: Vec<Use>,
}

fn asks() -> impl Strategy<Value = Asks> {
    let write = prop_oneof![(0..9_u8).prop_map(Write::User), Just(Write::Count), (0..9_u8).prop_map(Write::Basket)];
    let one = prop_oneof![
        2 => Just(Use::Any),
        4 => (0..3_usize).prop_map(Use::InState),
        4 => (0..3_usize, 0..9_u8).prop_map(|(which, user)| Use::To(which, user)),
        2 => write.prop_map(Use::Write),
        1 => Just(Use::Renew),
    ];
    (prop::option::of(0..3_usize), any::<bool>(), prop::collection::vec(one, 0..12)).prop_map(|(state, beside, uses)| Asks {
        state,
        beside,
        uses,
    })
}

enum Handle<'req> {
    Whole(Live<'req, Derived>),
    Anonymous(Live<'req, Anonymous>),
    AwaitingCode(Live<'req, AwaitingCode>),
    LoggedIn(Live<'req, LoggedIn>),
}

macro_rules! from {
    ($($view:ident $variant:ident)*) => {$(
        impl<'req> From<Live<'req, $view>> for Handle<'req> {
            fn from(live: Live<'req, $view>) -> Self {
                Self::$variant(live)
            }
        }
    )*};
}

from! { Derived Whole Anonymous Anonymous AwaitingCode AwaitingCode LoggedIn LoggedIn }

/// Does the same with every kind of handle.
macro_rules! each {
    ($handle:expr, $live:pat => $do:expr) => {
        match $handle {
            Handle::Whole($live) => $do,
            Handle::Anonymous($live) => $do,
            Handle::AwaitingCode($live) => $do,
            Handle::LoggedIn($live) => $do,
        }
    };
}

impl Handle<'_> {
    fn shown(&self) -> Data {
        each!(self, live => live.shown())
    }

    fn debug(&self) -> String {
        each!(self, live => format!("{live:?}"))
    }

    /// Does one thing with the handle. Changes the expected data in the same way.
    fn apply(self, one: &Use, data: &mut Data) -> Self {
        match one {
            Use::Any => each!(self, live => live.whole().into()),
            Use::InState(0) => each!(self, live => in_state::<Anonymous, _>(live.in_state(), data)),
            Use::InState(1) => each!(self, live => in_state::<AwaitingCode, _>(live.in_state(), data)),
            Use::InState(_) => each!(self, live => in_state::<LoggedIn, _>(live.in_state(), data)),
            Use::To(which, user) => {
                let handle = self.to(*which, *user);
                *data = handle.shown();
                handle
            }
            Use::Write(write) => self.write(*write, data),
            Use::Renew => each!(self, mut live => {
                live.renew_id();
                live.into()
            }),
        }
    }

    /// Makes one of the transitions that the state declares. The whole session makes none.
    fn to(self, which: usize, user: u8) -> Self {
        match (self, which) {
            (Handle::Whole(live), _) => Handle::Whole(live),
            (Handle::Anonymous(live), _) => live.to(AwaitingCode::entering(user)).into(),
            (Handle::AwaitingCode(live), 0) => live.to(Anonymous::entering(user)).into(),
            (Handle::AwaitingCode(live), 1) => live.to(AwaitingCode::entering(user)).into(),
            (Handle::AwaitingCode(live), _) => live.to(LoggedIn::entering(user)).into(),
            (Handle::LoggedIn(live), _) => live.to(Anonymous::entering(user)).into(),
        }
    }

    fn write(mut self, write: Write, data: &mut Data) -> Self {
        match &mut self {
            Handle::Whole(_) => return self,
            Handle::Anonymous(live) => live.write(write),
            Handle::AwaitingCode(live) => live.write(write),
            Handle::LoggedIn(live) => live.write(write),
        }
        data.write(&DERIVED, write);
        self
    }
}

/// Returns the handle that asking for the state `T` has given. Checks that it is one of `T` exactly
/// if the session is in that state.
fn in_state<'req, T, V>(result: Result<Live<'req, T>, Live<'req, V>>, data: &Data) -> Handle<'req>
where
    T: StateOf<Derived>,
    V: View,
    Live<'req, T>: Into<Handle<'req>>,
    Live<'req, V>: Into<Handle<'req>>,
{
    assert_eq!(result.is_ok(), T::STATE.name() == DERIVED.state[data.state].name);
    result.map_or_else(Into::into, Into::into)
}

type Contexts = (RequestContext<Derived>, RequestContext<Visits>);

/// Returns the handle of the view `V`, or none if the session is in another state.
fn of<'req, V>(contexts: &'req mut Contexts, beside: bool) -> Option<Handle<'req>>
where
    V: session_core::ReadView<Session = Derived>,
    Live<'req, V>: Into<Handle<'req>>,
{
    if beside {
        let (live, mut visits) = contexts.live_as::<(V, Visits)>().ok()?.split();
        visits.count += 1;
        Some(live.into())
    } else {
        contexts.0.live_as::<V>().ok().map(Into::into)
    }
}

fn run(all: &[Asks]) -> Result<(), TestCaseError> {
    let login = Sessions::<Derived>::in_cookie(key(1));
    let visits = Sessions::<Visits>::in_cookie(key(1));
    let mut contexts =
        block_on(async { Ok::<_, session_core::OpenError>((login.open(None).await?, visits.open(None).await?)) })
            .expect("opening never fails");
    let (mut data, mut counted) = (Data::fresh(&DERIVED), 0);
    for Asks { state, beside, uses } in all {
        let handle = match state {
            None => of::<Derived>(&mut contexts, *beside),
            Some(0) => of::<Anonymous>(&mut contexts, *beside),
            Some(1) => of::<AwaitingCode>(&mut contexts, *beside),
            Some(_) => of::<LoggedIn>(&mut contexts, *beside),
        };
        prop_assert_eq!(handle.is_some(), state.is_none_or(|state| state == data.state));
        let Some(mut handle) = handle else { continue };
        counted += u32::from(*beside);
        for one in uses {
            let before = data.clone();
            handle = handle.apply(one, &mut data);
            prop_assert_eq!(handle.shown(), data.clone(), "{:?}", one);
            let leads = DERIVED.state[before.state].leads[data.state].is_some();
            prop_assert!(leads || before.state == data.state, "only declared transitions are made");
            let name = format!("state: \"{}\"", DERIVED.state[data.state].name);
            prop_assert!(handle.debug().contains(&name), "{} lacks {}", handle.debug(), name);
        }
    }
    prop_assert_eq!(contexts.0.live().shown(), data, "what the next handler sees");
    prop_assert_eq!(contexts.1.live().count, counted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_handle_shows_the_state_that_the_session_is_in(all in prop::collection::vec(asks(), 1..12)) {
        run(&all)?;
    }
}

#[test]
fn a_handle_in_another_state_says_which() {
    let sessions = Sessions::<Derived>::in_cookie(key(1));
    let mut context = block_on(sessions.open(None)).expect("opening never fails");
    let error = context.live_as::<LoggedIn>().expect_err("nobody is signed in");
    assert_eq!((error.expected().name(), error.found().name()), ("LoggedIn", "Anonymous"));
    assert_eq!(error.to_string(), "this page needs derived in state LoggedIn, but it is in Anonymous");
}
