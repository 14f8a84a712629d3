//! Values that were stored once and didn't come back. Each is refused now, or reads back.

use std::collections::{BTreeMap, HashMap, HashSet};

use session_core::testing::{block_on, key};
use session_core::{CloseError, Session, SessionError, SessionState, SessionValue, Sessions, ViewContext};
use session_flask::{FlaskKeys, flask_sessions};

use super::shapes::*;
use super::{Fate, fates};

/// The two fates of a refused value.
const REFUSED: [bool; 2] = [false, false];
const STORED: [bool; 2] = [true, true];

/// Declares a session with one field of a type, stores a value in it, and compares the fates in
/// our own format and in Flask's with `expected`: whether it is stored.
macro_rules! store {
    ($ty:ty = $value:expr, $expected:expr) => {{
        #[derive(Session)]
        #[session(cookie = "__Host-held", name = "held")]
        struct Held {
            before: u8,
            value: Option<$ty>,
            after: String,
        }
        let write = |held: &mut Held| {
            held.before = 200;
            held.value = Some($value);
            held.after = "after".to_owned();
        };
        let is_equal = |held: &Held| held.before == 200 && held.value == Some($value) && held.after == "after";
        for (fate, is_stored) in fates(write, is_equal).into_iter().zip($expected) {
            match fate {
                Fate::ReadsBack if is_stored => {}
                Fate::Refused(Some("value"), _) if !is_stored => {}
                other => panic!("{}: {other:?}", stringify!($value)),
            }
        }
    }};
}

/// serde's buffers hold no integer of 128 bits, and ask a small one for 64 bits.
#[test]
fn integers_of_128_bits_behind_serdes_buffers() {
    store!(Price = Price::Free, STORED);
    for amount in [5, -5, 0, i128::from(u64::MAX), i128::MAX, i128::MIN] {
        store!(Price = Price::Cents { amount }, REFUSED);
    }
    let order = |wei: Option<u128>| Flattened { before: 1, inside: wei.map(|wei| Paid { wei }) };
    store!(Flattened<Option<Paid>> = order(None), STORED);
    store!(Flattened<Option<Paid>> = order(Some(5)), REFUSED);
    store!(Flattened<Option<Paid>> = order(Some(u128::MAX)), REFUSED);
    store!(WholeOrReal = WholeOrReal::Whole(5), REFUSED);
    store!(WholeOrReal = WholeOrReal::Real(0.5), STORED);
    // Where serde keeps nothing in between, they read back.
    store!(u128 = u128::MAX, STORED);
    store!(Vec<i128> = vec![5, i128::MIN], STORED);
    store!(Paid = Paid { wei: 5 }, STORED);
}

/// The keys of a JSON object are texts, and serde's buffers don't make anything else of them.
#[test]
fn keys_behind_serdes_buffers_in_flasks_format() {
    let by = BTreeMap::from([(true, 1), (false, 2)]);
    let keys = || Keys { bools: by.clone(), ..Keys::default() };
    store!(Internal<Keys> = Internal::Unit, STORED);
    store!(Internal<Keys> = Internal::One(keys()), [true, false]);
    store!(Flattened<Keys> = Flattened { before: 1, inside: keys() }, [true, false]);
    store!(Keys = keys(), STORED);
    store!(BTreeMap<bool, u8> = by.clone(), STORED);
}

/// What serde leaves out it asks for again, unless there is `#[serde(default)]` as well.
#[test]
fn skipped_fields_without_a_default() {
    let filter = |tags: &[&str]| SkippedInStruct { tags: tags.iter().map(ToString::to_string).collect(), page: 2 };
    store!(SkippedInStruct = filter(&["new"]), STORED);
    store!(SkippedInStruct = filter(&[]), REFUSED);
    store!(Vec<SkippedInStruct> = vec![filter(&["new"]), filter(&[])], REFUSED);
    store!(SkippedInVariant = SkippedInVariant::By { text: "rust".to_owned() }, STORED);
    store!(SkippedInVariant = SkippedInVariant::By { text: String::new() }, REFUSED);
    store!(SkippedInTuple = SkippedInTuple(Some(0), 1, Some(2)), STORED);
    store!(SkippedInTuple = SkippedInTuple(Some(0), 1, None), REFUSED);
    store!(SkippedInTuple = SkippedInTuple(None, 1, Some(2)), REFUSED);
    store!(SkippedWith = SkippedWith { number: Some(7) }, STORED);
    store!(SkippedWith = SkippedWith { number: None }, REFUSED);
}

#[test]
fn untagged_variants_that_overlap() {
    store!(Overlapping = Overlapping::A { x: Some(1) }, STORED);
    store!(Overlapping = Overlapping::A { x: None }, STORED);
    store!(Overlapping = Overlapping::B { y: 1 }, REFUSED);
    store!(HashMap<String, Overlapping> = HashMap::from([("a".to_owned(), Overlapping::B { y: 1 })]), REFUSED);
}

/// The order inside of a list is a part of its value, and that inside of a set isn't.
#[test]
fn the_order_of_lists_and_sets() {
    store!(Swapped = Swapped(1, 2), REFUSED);
    store!(Swapped = Swapped(1, 1), STORED);
    store!(Reversed = Reversed(vec![1, 2, 3]), REFUSED);
    store!(Reversed = Reversed(vec![1, 2, 1]), STORED);
    store!(Vec<Swapped> = vec![Swapped(1, 1), Swapped(1, 2)], REFUSED);
    store!(BTreeMap<u8, Swapped> = BTreeMap::from([(1, Swapped(2, 1))]), REFUSED);
    for count in [0, 1, 2, 40] {
        let set: HashSet<u8> = (0..count).collect();
        store!((HashSet<u8>, Swapped) = (set.clone(), Swapped(1, 2)), REFUSED);
        store!((HashSet<u8>, Swapped) = (set.clone(), Swapped(2, 2)), STORED);
        store!(BTreeMap<String, (HashSet<u8>, Vec<Swapped>)> = BTreeMap::from([("key".to_owned(), (set.clone(), vec![Swapped(1, 2)]))]), REFUSED);
    }
    for count in 0..60 {
        let texts = || (0..count).map(|number| format!("text {number}"));
        let sets = Sets {
            random: texts().collect(),
            steady: texts().rev().collect(),
            inside: vec![(1, (0..count).collect()), (0, (0..count).rev().collect())],
        };
        store!(Sets = sets.clone(), STORED);
        store!(SteadySet = sets.steady.clone(), STORED);
        store!(HashSet<String> = sets.random.clone(), STORED);
    }
}

/// Both are `{"0": 1}` in JSON, and our own format tells them apart.
#[test]
fn a_number_and_a_text_as_a_key() {
    store!(BTreeMap<Untagged<i64>, u8> = BTreeMap::from([(Untagged::Number(0), 1)]), [true, false]);
    store!(BTreeMap<Untagged<i64>, u8> = BTreeMap::from([(Untagged::Text("0".to_owned()), 1)]), STORED);
}

/// A state's own `Default` stands in for a key that Flask's dict doesn't have, so `None` can't be
/// left out there.
#[test]
fn none_where_the_default_is_another_value() {
    #[derive(Session)]
    #[session(cookie = "__Host-held", name = "held")]
    enum Held {
        #[session(start)]
        Open(Open),
    }
    #[derive(SessionState)]
    struct Open {
        limit: Option<u8>,
        after: String,
    }
    impl Default for Open {
        fn default() -> Self {
            Self { limit: Some(3), after: String::new() }
        }
    }
    let write = |open: &mut Open| {
        open.limit = None;
        open.after = "after".to_owned();
    };
    let keys = FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret");
    for sessions in [Sessions::<Held>::in_cookie(key(1)), flask_sessions(keys)] {
        let (_, closed) = block_on(sessions.scope(None, async |live| write(&mut live.in_state::<Open>().expect("the start"))))
            .expect("it can be stored");
        let cookie = closed.set_cookie().map(|set| format!("{}={}", set.name(), set.value()));
        let mut context = block_on(sessions.open(cookie.as_deref())).expect("opening never fails");
        let Held::Open(open) = &*context.live();
        assert_eq!((open.limit, &*open.after), (None, "after"));
    }
}

/// A type that derives `SessionValue` is read back if a foreign one is in it, however deep.
#[test]
fn a_foreign_type_inside_of_a_session_value() {
    #[derive(Clone, PartialEq, SessionValue)]
    struct Outer {
        before: Option<Box<Outer>>,
        inside: Vec<(u8, Inner)>,
    }
    #[derive(Clone, PartialEq, SessionValue)]
    enum Inner {
        Empty,
        Price(Price),
    }
    let outer = |inner: Inner| Outer { before: None, inside: vec![(1, Inner::Empty), (2, inner)] };
    store!(Outer = outer(Inner::Price(Price::Free)), STORED);
    store!(Outer = outer(Inner::Price(Price::Cents { amount: 5 })), REFUSED);
    store!(
        Outer = Outer { before: Some(Box::new(outer(Inner::Price(Price::Cents { amount: 5 })))), inside: Vec::new() },
        REFUSED
    );
}

/// The session of a state, of an encrypted type, and of a tuple: nothing of any is sent.
#[test]
fn every_kind_of_session_is_checked() {
    #[derive(Session)]
    #[session(cookie = "__Host-machine")]
    enum Machine {
        #[session(start, to(Next))]
        First(First),
        Next(Next),
    }
    #[derive(Default, SessionState)]
    struct First;
    #[derive(SessionState)]
    struct Next {
        count: u8,
        price: Price,
    }
    #[derive(Session)]
    #[session(cookie = "__Host-secret", encrypted)]
    struct Secret {
        #[session(secret)]
        price: Option<Price>,
    }
    let lost = || Price::Cents { amount: 5 };
    let is_refused =
        |error: SessionError| matches!(error, SessionError::Close(CloseError::Unstorable { field: Some("price"), .. }));
    let machines = Sessions::<Machine>::in_cookie(key(1));
    let secrets = Sessions::<Secret>::in_cookie(key(1));
    let entered = block_on(machines.scope(None, async |live| {
        let mut next = live.in_state::<First>().expect("the start").to(Next { count: 1, price: Price::Free });
        (next.count, next.price) = (2, lost());
    }));
    assert!(entered.is_err_and(is_refused));
    let set = block_on(secrets.scope(None, async |mut live| live.price = Some(lost())));
    assert!(set.is_err_and(is_refused));
    let both = block_on(async {
        let mut context = (machines.open(None::<&str>).await?, secrets.open(None::<&str>).await?);
        context.1.live().price = Some(lost());
        Ok::<_, SessionError>(context.close().await?)
    });
    assert!(both.is_err_and(is_refused));
}
