//! What a session value writes is what serde's own derive writes, and it reads back.

use std::collections::{BTreeMap, HashMap};

use proptest::collection::{btree_map, hash_map};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use session_core::testing::{Browser, key};
use session_core::{Session, SessionValue, Sessions};

/// Declares a type twice: as a session value, and with serde's own derive.
macro_rules! twice {
    ($($item:item)*) => {
        mod ours {
            #[allow(unused_imports, reason = "not every type is used in every module")]
            use super::*;
            $(#[derive(Clone, Debug, PartialEq, SessionValue)] $item)*
        }
        mod serdes {
            use super::*;
            $(#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)] $item)*
        }
    };
}

twice! {
    pub(super) struct Item {
        pub(super) product: Id,
        pub(super) names: BTreeMap<String, Vec<String>>,
        pub(super) size: Option<Size>,
        pub(super) parts: Vec<Item>,
        pub(super) r#type: Kind,
        pub(super) wide: u128,
    }

    pub(super) struct Id(pub(super) u64);

    pub(super) struct Size(pub(super) u8, pub(super) f32, pub(super) Option<String>);

    pub(super) enum Kind {
        Plain,
        Of(Id),
        Made(Box<Item>),
        Sized(Size),
        Maybe(Option<u8>),
    }
}

fn ids() -> impl Strategy<Value = ours::Id> {
    any::<u64>().prop_map(ours::Id)
}

fn sizes() -> impl Strategy<Value = ours::Size> {
    (any::<u8>(), -1e9..1e9_f32, any::<Option<String>>()).prop_map(|(a, b, c)| ours::Size(a, b, c))
}

fn items() -> impl Strategy<Value = ours::Item> {
    let names = || prop::collection::btree_map("\\PC{0,3}", prop::collection::vec("\\PC{0,3}", 0..2), 0..3);
    let kinds = || {
        prop_oneof![
            Just(ours::Kind::Plain),
            ids().prop_map(ours::Kind::Of),
            sizes().prop_map(ours::Kind::Sized),
            any::<Option<u8>>().prop_map(ours::Kind::Maybe),
        ]
    };
    let leaf = (ids(), names(), prop::option::of(sizes()), kinds(), any::<u128>())
        .prop_map(|(product, names, size, r#type, wide)| ours::Item { product, names, size, parts: Vec::new(), r#type, wide });
    leaf.prop_recursive(3, 6, 2, move |inner| {
        let made = inner.clone().prop_map(|item| ours::Kind::Made(Box::new(item)));
        (ids(), names(), prop::collection::vec(inner, 0..3), made, any::<u128>())
            .prop_map(|(product, names, parts, r#type, wide)| ours::Item { product, names, size: None, parts, r#type, wide })
    })
}

fn crossed<From: Serialize, To: Serialize + DeserializeOwned>(from: &From) -> (String, To) {
    let text = serde_json::to_string(from).expect("JSON");
    let to: To = serde_json::from_str(&text).expect("the other derive reads it");
    assert_eq!(serde_json::to_string(&to).expect("JSON"), text);
    (text, to)
}

#[derive(Session)]
#[session(cookie = "__Host-basket")]
struct Basket {
    item: Option<ours::Item>,
    items: Vec<ours::Item>,
    by_name: HashMap<String, ours::Item>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_what_serdes_own_derive_writes_and_reads(item in items()) {
        let (_, theirs) = crossed::<_, serdes::Item>(&item);
        let (_, again) = crossed::<_, ours::Item>(&theirs);
        prop_assert_eq!(again, item);
    }

    #[test]
    fn it_reads_back_wherever_it_stands(item in items()) {
        let keys = session_flask::FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret");
        for sessions in [Sessions::<Basket>::in_cookie(key(1)), session_flask::flask_sessions(keys)] {
            let mut browser = Browser::new(&sessions);
            let stored = browser.request(|mut basket| {
                basket.item = Some(item.clone());
                basket.items = vec![item.clone()];
                basket.by_name.insert("one".to_owned(), item.clone());
            });
            // A large one has no room in a cookie.
            if let Ok((_, response)) = stored {
                browser.receive(&response);
                browser.visit(|basket| {
                    assert_eq!(basket.item.as_ref(), Some(&item));
                    assert_eq!(basket.items, std::slice::from_ref(&item));
                    assert_eq!(basket.by_name, HashMap::from([("one".to_owned(), item.clone())]));
                });
            }
        }
    }
}

/// Keys of maps, each of which is a kind of its own: JSON writes all of them as texts.
mod keys {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, SessionValue)]
    pub(super) struct Id(pub(super) u64);

    #[derive(Clone, Debug, PartialEq, Session)]
    #[session(cookie = "__Host-keyed")]
    pub(super) struct Keyed {
        pub(super) small: HashMap<i8, Option<u8>>,
        pub(super) large: BTreeMap<i64, Option<char>>,
        pub(super) ids: BTreeMap<Id, bool>,
        pub(super) named: HashMap<Box<str>, BTreeMap<usize, char>>,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn keys_read_back(
        small in hash_map(any::<i8>(), any::<Option<u8>>(), 0..4),
        large in btree_map(any::<i64>(), any::<Option<char>>(), 0..4),
        ids in btree_map(any::<u64>().prop_map(keys::Id), any::<bool>(), 0..4),
        named in hash_map("\\PC{0,3}".prop_map(Box::from), btree_map(any::<usize>(), any::<char>(), 0..4), 0..4)
    ) {
        let keyed = keys::Keyed { small, large, ids, named };
        let fields = keys::Keyed::SCHEMA.states()[0].fields();
        prop_assert!(fields.iter().all(|field| !field.is_foreign()), "nothing is read back when it is written");
        let flask = session_flask::FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret");
        for sessions in [Sessions::in_cookie(key(1)), session_flask::flask_sessions(flask)] {
            let mut browser = Browser::new(&sessions);
            browser.visit(|mut live| *live = keyed.clone());
            browser.visit(|live| assert_eq!(*live, keyed));
        }
    }
}

/// A session value inside of a type that only serde knows, behind each of serde's own buffers.
#[test]
fn a_value_stands_behind_serdes_buffers() {
    #[derive(Clone, Debug, PartialEq, SessionValue)]
    enum Price {
        Cents(u32),
        #[session(was = "Gift")]
        Free(u8),
    }
    #[derive(Clone, Debug, PartialEq, SessionValue)]
    struct Size {
        width: u8,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        price: Price,
        #[serde(flatten)]
        size: Size,
        count: u8,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Sized(Size),
        Priced { price: Price },
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Price(Price),
        Size(Size),
    }
    #[derive(Session)]
    struct Page {
        flat: Option<Flat>,
        tagged: Vec<Tagged>,
        either: Vec<Either>,
    }
    let (cents, free, size) = (Price::Cents(5), Price::Free(1), Size { width: 3 });
    let flat = Flat { price: cents.clone(), size: size.clone(), count: 2 };
    let tagged = vec![Tagged::Sized(size.clone()), Tagged::Priced { price: free.clone() }];
    let either = vec![Either::Price(free), Either::Size(size), Either::Price(cents)];
    let mut browser = Browser::new(&Sessions::<Page>::in_cookie(key(1)));
    browser.visit(|mut page| {
        (page.flat, page.tagged, page.either) = (Some(flat.clone()), tagged.clone(), either.clone());
    });
    browser.visit(|page| {
        assert_eq!((page.flat.as_ref(), &page.tagged, &page.either), (Some(&flat), &tagged, &either));
    });
}
