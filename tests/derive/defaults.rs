//! Where fields begin: with their own `default`, or the struct's `Default`, or their type's. The
//! same is so for a session and for a state.

use serde::{Deserialize, Serialize};
use session_core::testing::{Browser, key};
use session_core::{Live, Session, SessionState, Sessions};

/// A value without a `Default`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Theme {
    Light,
    Dark,
}

type Values = (Theme, u8, u8, u8, u8);

/// Makes two structs of the same fields, and the fields' values as a tuple.
macro_rules! structs {
    ($(#[$derive:meta] $name:ident)*) => {$(
        #[$derive]
        struct $name {
            theme: Theme,
            pages: u8,
            #[session(default = 3)]
            own: u8,
            #[session(default)]
            of_its_type: u8,
            #[session(skip)]
            skipped: u8,
        }

        impl Default for $name {
            fn default() -> Self {
                Self { theme: Theme::Dark, pages: 20, own: 30, of_its_type: 40, skipped: 50 }
            }
        }

        impl $name {
            fn values(&self) -> Values {
                (self.theme, self.pages, self.own, self.of_its_type, self.skipped)
            }
        }
    )*};
}

structs! {
    #[derive(Session)] Preferences
    #[derive(SessionState)] Open
}

const BEGIN: Values = (Theme::Dark, 20, 3, 0, 50);

#[derive(Session)]
enum Shop {
    #[session(start)]
    Open(Open),
}

#[test]
fn a_session_and_a_state_begin_with_the_default_of_their_struct() {
    let mut session = Browser::new(&Sessions::<Preferences>::in_cookie(key(1)));
    assert_eq!(session.visit(|live| live.values()), BEGIN);
    let mut machine = Browser::new(&Sessions::<Shop>::in_cookie(key(1)));
    assert_eq!(machine.visit(|live| live.in_state::<Open>().expect("the start").values()), BEGIN);
}

/// What is stored comes back. What isn't stored begins anew in each request.
#[test]
fn a_stored_value_comes_before_every_default() {
    let write = |live: &mut Live<'_, Preferences>| (live.pages, live.of_its_type, live.skipped) = (1, 2, 9);
    let mut browser = Browser::new(&Sessions::<Preferences>::in_cookie(key(1)));
    browser.visit(|mut live| write(&mut live));
    assert_eq!(browser.visit(|live| live.values()), (Theme::Dark, 1, 3, 2, 50));
}

mod before {
    use super::{Session, SessionState};

    #[derive(Session)]
    #[session(name = "session-tests/Preferences", cookie = "__Host-preferences")]
    pub(super) struct Preferences {
        pub(super) own: u8,
    }

    #[derive(Session)]
    #[session(name = "session-tests/Shop", cookie = "__Host-shop")]
    pub(super) enum Shop {
        #[session(start)]
        Open(Open),
    }

    #[derive(SessionState, Default)]
    pub(super) struct Open {
        pub(super) own: u8,
    }
}

/// A field that a cookie doesn't have yet begins as in a fresh session.
#[test]
fn a_field_that_is_added_begins_with_the_default_of_its_struct() {
    let added = (Theme::Dark, 20, 7, 0, 50);

    let mut browser = Browser::new(&Sessions::<before::Preferences>::in_cookie(key(1)));
    browser.visit(|mut live| live.own = 7);
    let mut now = Browser::new(&Sessions::<Preferences>::in_cookie(key(1)));
    now.set_cookie(&cookie("__Host-preferences", browser.cookie_mut()));
    assert_eq!(now.visit(|live| live.values()), added);

    let mut browser = Browser::new(&Sessions::<before::Shop>::in_cookie(key(1)));
    browser.visit(|live| live.in_state::<before::Open>().expect("the start").own = 7);
    let mut now = Browser::new(&Sessions::<Shop>::in_cookie(key(1)));
    now.set_cookie(&cookie("__Host-shop", browser.cookie_mut()));
    assert_eq!(now.visit(|live| live.in_state::<Open>().expect("the start").values()), added);
}

fn cookie(name: &str, value: Option<&mut String>) -> String {
    format!("{name}={}; Path=/; Secure; HttpOnly; SameSite=Lax", value.expect("a cookie"))
}
