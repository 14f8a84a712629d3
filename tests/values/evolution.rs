//! A session value is read field by field: sessions that an earlier version wrote stay readable.

use session_core::testing::{block_on, key};
use session_core::{Arrival, InCookie, Refusal, Session, SessionValue, Sessions, WriteView};
use session_flask::{FlaskKeys, flask_sessions};

fn both<S: InCookie>() -> [Sessions<S>; 2] {
    [Sessions::in_cookie(key(1)), flask_sessions(FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret"))]
}

/// Writes a session of the type `Old` in each format, reads it as a `New`, and returns what `see`
/// sees there.
fn between<Old: InCookie + WriteView, New: InCookie, R>(write: impl Fn(&mut Old), see: impl Fn(Arrival, &New) -> R) -> Vec<R> {
    let seen = both::<Old>().into_iter().zip(both::<New>()).map(|(old, new)| {
        let (_, closed) = block_on(old.scope(None, async |mut live| write(&mut live))).expect("it can be stored");
        let set = closed.set_cookie().expect("something was written");
        let cookie = format!("{}={}", set.name(), set.value());
        let mut context = block_on(new.open(cookie.as_str())).expect("opening never fails");
        let live = context.live();
        see(live.arrival(), &live)
    });
    seen.collect()
}

/// Declares a session around a value of a type.
macro_rules! session {
    ($name:ident of $ty:ty) => {
        #[derive(Session)]
        #[session(name = "basket", cookie = "__Host-basket")]
        struct $name {
            items: Vec<$ty>,
        }
    };
}

#[derive(SessionValue)]
struct Old {
    product: u64,
    amount: u16,
    gift: bool,
}

session!(OldBasket of Old);

fn write(basket: &mut OldBasket) {
    basket.items = vec![Old { product: 7, amount: 2, gift: true }];
}

#[test]
fn fields_are_added_renamed_and_removed() {
    #[derive(Clone, PartialEq, SessionValue)]
    #[session(removed("gift"))]
    struct New {
        // In another order.
        #[session(default = 9)]
        boxes: u8,
        note: Option<String>,
        #[session(rename = "n", alias = "count", alias = "amount")]
        quantity: u32,
        #[session(default)]
        colors: Vec<String>,
        product: u64,
    }
    session!(NewBasket of New);

    let expected = New { boxes: 9, note: None, quantity: 2, colors: Vec::new(), product: 7 };
    for (arrival, is_expected) in between(write, |arrival, basket: &NewBasket| (arrival, basket.items == [expected.clone()])) {
        assert_eq!((arrival, is_expected), (Arrival::Resumed, true));
    }
    // The other way, an older instance passes over what it doesn't know.
    let seen = between(|basket: &mut NewBasket| basket.items = vec![expected.clone()], |arrival, _: &OldBasket| arrival);
    assert_eq!(seen, [Arrival::Refused(Refusal::Unreadable); 2], "it has no `amount` and no `gift`");
}

#[test]
fn nothing_is_made_up_for_a_missing_field() {
    #[derive(SessionValue)]
    struct New {
        product: u64,
        price: u32,
    }
    session!(NewBasket of New);
    let seen = between(write, |arrival, basket: &NewBasket| (arrival, basket.items.len()));
    assert_eq!(seen, [(Arrival::Refused(Refusal::Unreadable), 0); 2]);
}

#[test]
fn the_default_of_the_struct_stands_in() {
    #[derive(SessionValue)]
    struct New {
        product: u64,
        price: u32,
        #[session(default = 3)]
        boxes: u8,
    }
    impl Default for New {
        fn default() -> Self {
            Self { product: 1, price: 100, boxes: 1 }
        }
    }
    session!(NewBasket of New);
    let seen = between(write, |_, basket: &NewBasket| {
        basket.items.iter().map(|item| (item.product, item.price, item.boxes)).collect::<Vec<_>>()
    });
    assert_eq!(seen, [vec![(7, 100, 3)], vec![(7, 100, 3)]]);
}

#[test]
fn a_value_under_the_current_name_counts() {
    #[derive(SessionValue)]
    struct Both {
        first: u8,
        second: u8,
        third: u8,
    }
    session!(BothBasket of Both);
    #[derive(SessionValue)]
    struct One {
        #[session(alias = "first", alias = "third")]
        second: u8,
    }
    session!(OneBasket of One);
    #[derive(SessionValue)]
    struct Former {
        #[session(alias = "third", alias = "first")]
        last: u8,
    }
    session!(FormerBasket of Former);
    let write = |basket: &mut BothBasket| basket.items = vec![Both { first: 1, second: 2, third: 3 }];
    assert_eq!(between(write, |_, basket: &OneBasket| basket.items[0].second), [2, 2]);
    assert_eq!(between(write, |_, basket: &FormerBasket| basket.items[0].last), [3, 3], "the first alias of the list");
}

#[test]
fn variants_are_added_and_renamed() {
    #[derive(SessionValue)]
    enum Theme {
        Light,
        Black,
        Custom(String),
    }
    session!(Themes of Theme);
    #[derive(Debug, PartialEq, SessionValue)]
    enum Now {
        Custom(String),
        #[session(was = "Night", was = "Black")]
        Dark,
        Light,
        Blue(Box<Now>),
    }
    session!(NowThemes of Now);
    let write = |themes: &mut Themes| themes.items = vec![Theme::Light, Theme::Black, Theme::Custom("red".to_owned())];
    let seen = between(write, |_, themes: &NowThemes| themes.items == [Now::Light, Now::Dark, Now::Custom("red".to_owned())]);
    assert_eq!(seen, [true, true]);

    let write = |themes: &mut NowThemes| themes.items = vec![Now::Blue(Box::new(Now::Light))];
    assert_eq!(between(write, |arrival, _: &Themes| arrival), [Arrival::Refused(Refusal::Unreadable); 2]);
}

/// A unit struct can become one with fields.
#[test]
fn a_struct_without_fields_gets_some() {
    #[derive(SessionValue)]
    struct Empty;
    session!(Empties of Empty);
    #[derive(SessionValue)]
    struct Full {
        #[session(default = 5)]
        number: u8,
    }
    session!(Fulls of Full);
    let seen = between(
        |basket: &mut Empties| basket.items = vec![Empty, Empty],
        |_, basket: &Fulls| basket.items.iter().map(|full| full.number).collect::<Vec<_>>(),
    );
    assert_eq!(seen, [vec![5, 5], vec![5, 5]]);
    let seen = between(|basket: &mut Fulls| basket.items = vec![Full { number: 1 }], |_, basket: &Empties| basket.items.len());
    assert_eq!(seen, [1, 1]);
}
