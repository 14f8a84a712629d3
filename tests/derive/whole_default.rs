//! The `Default` of a struct is made once, and what it brings belongs together. It may implement
//! `Drop` as well.

use std::cell::Cell;

use session_core::testing::{Browser, block_on, key};
use session_core::{InCookie, Live, Session, SessionState, SessionValue, Sessions};
use session_flask::{FlaskKeys, flask_sessions};

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Returns what `run` returns, and how often it asked for a struct's `Default`.
fn counted<T>(run: impl FnOnce() -> T) -> (T, u32) {
    let before = CALLS.get();
    (run(), CALLS.get() - before)
}

fn both<S: InCookie>() -> [Sessions<S>; 2] {
    [Sessions::in_cookie(key(1)), flask_sessions(FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret"))]
}

/// Returns what `see` sees in a fresh session, and the number of calls.
fn fresh<S: Session, R>(see: impl Fn(&S) -> R) -> (R, u32) {
    counted(|| see(&S::fresh()))
}

/// Writes an `Old` in each format, and opens it as a `New`.
fn between<Old: InCookie, New: InCookie, R>(write: impl Fn(Live<'_, Old>), see: impl Fn(&New) -> R) -> Vec<(R, u32)> {
    let seen = both::<Old>().into_iter().zip(both::<New>()).map(|(old, new)| {
        let (_, closed) = block_on(old.scope(None, async |live| write(live))).expect("it can be stored");
        let set = closed.set_cookie().expect("something was written");
        let cookie = format!("{}={}", set.name(), set.value());
        let (context, calls) = counted(|| block_on(new.open(cookie.as_str())));
        let seen = see(&context.expect("opening never fails").live());
        (seen, calls)
    });
    seen.collect()
}

/// Declares a struct. Three of its fields have one number in its `Default`, which is another one in
/// each call.
macro_rules! structs {
    ($($(#[$setting:meta])* $name:ident { $(#[$of_third:meta])* })*) => {$(
        $(#[$setting])*
        struct $name {
            kept: u32,
            first: u32,
            second: u32,
            #[session(default = 3)]
            own: u32,
            $(#[$of_third])*
            third: u32,
        }

        impl Default for $name {
            fn default() -> Self {
                CALLS.set(CALLS.get() + 1);
                let number = 100 + CALLS.get();
                Self { kept: 0, first: number, second: number, own: number, third: number }
            }
        }

        impl $name {
            /// Returns whether three fields are those of one `Default`, and the others.
            fn seen(&self) -> (bool, u32, u32) {
                (self.first > 100 && [self.second, self.third] == [self.first; 2], self.kept, self.own)
            }

            fn set(&mut self) {
                (self.kept, self.first, self.second, self.own, self.third) = (7, 8, 9, 10, 11);
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {}
        }
    )*};
}

structs! {
    #[derive(Session)]
    #[session(name = "numbers", cookie = "__Host-numbers")]
    Numbers {}

    #[derive(Session)]
    #[session(name = "numbers", cookie = "__Host-numbers")]
    NotAllStored {
        #[session(skip)]
    }

    #[derive(SessionState)]
    State {}

    #[derive(SessionState)]
    NotAllStoredState {
        #[session(skip)]
    }

    #[derive(SessionValue)]
    Item {}
}

mod before {
    use super::{Session, SessionState, SessionValue};

    #[derive(Session)]
    #[session(name = "numbers", cookie = "__Host-numbers")]
    pub(super) struct Numbers {
        pub(super) kept: u32,
    }

    #[derive(SessionState, Default)]
    pub(super) struct State {
        pub(super) kept: u32,
    }

    #[derive(SessionValue)]
    pub(super) struct Item {
        pub(super) kept: u32,
    }
}

/// Declares a session of one state. A macro hands a type over in invisible parentheses, which the
/// derive looks into.
macro_rules! machine {
    ($name:ident of $state:ty) => {
        #[derive(Session)]
        #[session(name = "machine", cookie = "__Host-machine")]
        enum $name {
            #[session(start)]
            State($state),
        }
    };
}

/// Declares a session of one value.
macro_rules! holder {
    ($name:ident of $item:ty) => {
        #[derive(Session)]
        #[session(name = "holder", cookie = "__Host-holder")]
        struct $name {
            item: Option<$item>,
        }
    };
}

machine!(MachineBefore of before::State);
machine!(Machine of State);
machine!(NotAllStoredMachine of NotAllStoredState);
holder!(HolderBefore of before::Item);
holder!(Holder of Item);

#[test]
fn a_fresh_session_is_its_structs_default() {
    let begins = ((true, 0, 3), 1);
    assert_eq!(fresh(Numbers::seen), begins);
    assert_eq!(fresh(NotAllStored::seen), begins);
    assert_eq!(fresh(|Machine::State(state): &Machine| state.seen()), begins);
    assert_eq!(fresh(|NotAllStoredMachine::State(state): &NotAllStoredMachine| state.seen()), begins);
}

#[test]
fn all_missing_fields_are_those_of_one_default() {
    let completed = [((true, 7, 3), 1); 2];
    let write = |mut numbers: Live<'_, before::Numbers>| numbers.kept = 7;
    assert_eq!(between(write, Numbers::seen), completed);
    assert_eq!(between(write, NotAllStored::seen), completed);
    let write = |machine: Live<'_, MachineBefore>| machine.in_state::<before::State>().expect("the state").kept = 7;
    assert_eq!(between(write, |Machine::State(state): &Machine| state.seen()), completed);
    assert_eq!(between(write, |NotAllStoredMachine::State(state): &NotAllStoredMachine| state.seen()), completed);
    let write = |mut holder: Live<'_, HolderBefore>| holder.item = Some(before::Item { kept: 7 });
    assert_eq!(between(write, |holder: &Holder| holder.item.as_ref().expect("an item").seen()), completed);
}

/// A field that is never stored is missing in every request.
#[test]
fn a_default_that_nothing_misses_is_not_made() {
    let write = |mut numbers: Live<'_, Numbers>| numbers.set();
    assert_eq!(between(write, |numbers: &Numbers| numbers.third), [(11, 0); 2]);
    let see = |numbers: &NotAllStored| (numbers.first, numbers.second, numbers.third > 100);
    let write = |mut numbers: Live<'_, NotAllStored>| numbers.set();
    assert_eq!(between(write, see), [((8, 9, true), 1); 2]);
    let write = |machine: Live<'_, Machine>| machine.in_state::<State>().expect("the state").set();
    assert_eq!(between(write, |Machine::State(state): &Machine| state.third), [(11, 0); 2]);
    let write = |machine: Live<'_, NotAllStoredMachine>| machine.in_state::<NotAllStoredState>().expect("the state").set();
    assert_eq!(between(write, |NotAllStoredMachine::State(state): &NotAllStoredMachine| state.third > 100), [(true, 1); 2]);
    let write = |mut holder: Live<'_, Holder>| {
        holder.item = Some(Item::default());
        holder.item.as_mut().expect("an item").set();
    };
    assert_eq!(between(write, |holder: &Holder| holder.item.as_ref().expect("an item").third), [(11, 0); 2]);
}

/// Without a `Default`, such a struct is made of its fields.
#[test]
fn a_struct_without_default_may_implement_drop() {
    macro_rules! dropped {
        ($($(#[$setting:meta])* $name:ident,)*) => {$(
            $(#[$setting])*
            struct $name {
                name: Option<String>,
                #[session(default = 3)]
                size: u8,
            }

            impl Drop for $name {
                fn drop(&mut self) {}
            }
        )*};
    }

    dropped! {
        #[derive(Session)] Visitor,
        #[derive(SessionState)] Guest,
        #[derive(SessionValue)] Part,
    }

    #[derive(Session)]
    enum Machine {
        #[session(start, to(Guest))]
        Start(Start),
        Guest(Guest),
    }

    #[derive(SessionState, Default)]
    struct Start {
        part: Option<Part>,
    }

    let mut visitor = Browser::new(&Sessions::<Visitor>::in_cookie(key(1)));
    visitor.visit(|mut live| live.name = Some("Ada".to_owned()));
    assert_eq!(visitor.visit(|live| (live.name.clone(), live.size)), (Some("Ada".to_owned()), 3));

    let mut machine = Browser::new(&Sessions::<Machine>::in_cookie(key(1)));
    let write = |live: Live<'_, Machine>| {
        live.in_state::<Start>().expect("the start").part = Some(Part { name: None, size: 5 });
    };
    machine.visit(write);
    let to = |live: Live<'_, Machine>| {
        let start = live.in_state::<Start>().expect("the start");
        start.to_with(|start| {
            let part = start.part.expect("a part");
            Guest { name: part.name.clone(), size: part.size }
        });
    };
    machine.visit(to);
    assert_eq!(machine.visit(|live| live.in_state::<Guest>().expect("a guest").size), 5);
}
