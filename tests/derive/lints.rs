//! Generated code causes no warnings.

#![deny(
    warnings,
    missing_docs,
    unused_qualifications,
    unused_results,
    unreachable_pub,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    variant_size_differences,
    missing_debug_implementations,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]

use session_core::{Session, SessionState, SessionValue};

/// A session whose type is documented and deprecated nowhere.
#[derive(Debug, Session)]
#[session(idle = "30m", lifetime = "12h", persistent, removed("old"))]
struct Quiet {
    /// Who.
    #[session(identity)]
    user: Option<u64>,
    /// What.
    #[session(alias = "cart", default = Vec::with_capacity(4))]
    basket: Vec<u32>,
    /// Not kept.
    #[session(skip)]
    cache: u8,
}

/// A machine whose states are documented.
#[derive(Debug, Session)]
#[session(idle = "30m", lifetime = "12h")]
enum Machine {
    /// Nobody.
    #[session(start, to(Known resets_lifetime))]
    Anonymous(Anonymous),
    /// Somebody.
    #[session(to(Anonymous), lifetime = "1h", otherwise = "/", no_store, was = "Signed")]
    Known(Known),
}

/// Nobody.
#[derive(Debug, Default, SessionState)]
#[session(removed("old"))]
struct Anonymous {
    /// What.
    basket: Vec<u32>,
}

/// Somebody.
#[derive(Debug, SessionState)]
struct Known {
    /// Who.
    user: u64,
    /// Not kept.
    #[session(skip)]
    cache: u8,
}

/// A session of one state.
#[derive(Debug, Session)]
enum Alone {
    /// The only one.
    #[session(start)]
    Only(Only),
}

/// The only one.
#[derive(Debug, Default, SessionState)]
struct Only;

/// A value with fields.
#[derive(Debug, Default, SessionValue)]
#[session(removed("old"))]
struct Item {
    /// What.
    #[session(alias = "p")]
    product: u64,
    /// Of what size.
    size: Option<Size>,
    /// How.
    theme: Theme,
}

/// A value without names.
#[derive(Debug, SessionValue)]
struct Size(u32, u32);

/// A value without fields.
#[derive(Debug, Default, SessionValue)]
struct Nothing;

/// A value that is one of several.
#[derive(Debug, Default, SessionValue)]
enum Theme {
    /// Nothing in it.
    #[default]
    Light,
    /// Something in it.
    #[session(was = "Other")]
    Custom(Nothing),
}

#[test]
fn it_compiles_without_a_warning() {
    let fresh = <Quiet as session_core::__private::Record>::fresh();
    assert_eq!((fresh.user, fresh.basket.len(), fresh.cache), (None, 0, 0));
    let Machine::Anonymous(fresh) = <Machine as session_core::__private::Record>::fresh() else { panic!("the start") };
    assert!(fresh.basket.is_empty());
    let known = Known { user: 1, cache: 0 };
    assert_eq!((known.user, known.cache), (1, 0));
    let item = Item { size: Some(Size(1, 2)), ..Item::default() };
    assert!(item.product == 0 && item.size.is_some_and(|Size(width, height)| width < height));
    assert!(matches!(item.theme, Theme::Light) && !matches!(Theme::Custom(Nothing), Theme::Light));
    let Alone::Only(Only) = <Alone as session_core::__private::Record>::fresh();
}
