//! Changes of types inside of a session's fields.

use std::collections::{BTreeMap, HashMap};

use session_core::testing::assert_schema;
use session_core::{Session, SessionValue};

use crate::changes::loses;
use crate::objection;

/// The types that are recorded in `basket.txt`.
mod recorded {
    use super::*;

    type Id = u64;

    #[derive(Session)]
    #[session(name = "shop/Basket", cookie = "__Host-basket")]
    pub(super) struct Basket {
        pub(super) items: Vec<Item>,
        pub(super) by_name: HashMap<String, Item>,
        pub(super) owner: Id,
        pub(super) theme: Option<Theme>,
    }

    #[derive(SessionValue)]
    #[session(removed("gift"))]
    pub(super) struct Item {
        #[session(rename = "p", alias = "product")]
        pub(super) product_id: Id,
        pub(super) size: Option<Size>,
        pub(super) parts: Vec<Item>,
    }

    #[derive(SessionValue)]
    pub(super) struct Size(pub(super) u8, pub(super) u8);

    #[derive(SessionValue)]
    pub(super) enum Theme {
        #[session(was = "White")]
        Light,
        Dark,
        Custom(String),
    }
}

#[test]
fn types_inside_of_fields_are_recorded() {
    assert_schema!(recorded::Basket, "tests/schema/basket.txt");
}

/// Declares the basket again, with other types in it.
macro_rules! basket {
    ($item:ty, $id:ty, $theme:ty) => {
        #[derive(Session)]
        #[session(name = "shop/Basket", cookie = "__Host-basket")]
        struct Basket {
            items: Vec<$item>,
            by_name: HashMap<String, $item>,
            owner: $id,
            theme: Option<$theme>,
        }
    };
}

use recorded::{Size, Theme};

#[test]
fn a_field_that_is_added_needs_a_default() {
    #[derive(SessionValue)]
    #[session(removed("gift"))]
    struct Item {
        #[session(rename = "p", alias = "product")]
        product: u64,
        size: Option<Size>,
        parts: Vec<Item>,
        note: Option<String>,
        #[session(default = 1)]
        boxes: u8,
        quantity: u16,
    }
    basket!(Item, u64, Theme);
    loses::<Basket>(
        "basket.txt",
        &["the field `quantity` of `Item` is new, and a cookie without it is refused; write `#[session(default)]`"],
    );
}

#[test]
fn a_default_of_the_struct_is_one() {
    #[derive(Default, SessionValue)]
    #[session(removed("gift"))]
    struct Item {
        #[session(rename = "p", alias = "product")]
        product: u64,
        size: Option<Size>,
        parts: Vec<Item>,
        quantity: u16,
    }
    basket!(Item, u64, Theme);
    let objection = objection::<Basket>("basket.txt").expect("it differs");
    assert!(objection.contains("No live session loses anything."), "{objection}");
}

#[test]
fn names_and_types_of_nested_fields_are_compared() {
    type Id = String;

    #[derive(SessionValue)]
    struct Item {
        #[session(rename = "p")]
        product: Id,
        parts: Vec<Item>,
        #[session(default, alias = "gift")]
        wrapped: bool,
    }
    basket!(Item, Id, Theme);
    loses::<Basket>(
        "basket.txt",
        &[
            "the field `owner` was a `u64` and is a `String`",
            "the field `p` of `Item` was a `u64` and is a `String`; stored values that don't fit make the session `Unreadable`: give the field a new `rename`",
            "the field `p` of `Item` was called `product` once",
            "the field `size` of `Item` no longer exists; write `removed(\"size\")`",
            "`gift` was the name of another field, whose old values would be read as `wrapped`",
        ],
    );
}

#[test]
fn variants_are_compared() {
    #[derive(SessionValue)]
    enum Theme {
        Light,
        #[session(was = "Black")]
        Night,
        Custom(u32),
    }
    basket!(recorded::Item, u64, Theme);
    loses::<Basket>(
        "basket.txt",
        &[
            "the variant `Light` of `Theme` was called `White` once",
            "the variant `Dark` of `Theme` no longer exists, and a session that has it becomes `Unreadable`",
            "the value of the variant `Custom` of `Theme` was a `String` and is a `u32`",
        ],
    );
}

#[test]
fn a_variant_gets_or_loses_its_value() {
    #[derive(SessionValue)]
    enum Theme {
        #[session(was = "White")]
        Light(u8),
        Dark,
        Custom,
    }
    basket!(recorded::Item, u64, Theme);
    loses::<Basket>(
        "basket.txt",
        &[
            "the variant `Light` of `Theme` was empty and holds a value",
            "the variant `Custom` of `Theme` held a value and is empty",
        ],
    );
}

#[test]
fn places_are_compared() {
    #[derive(SessionValue)]
    #[session(removed("gift"))]
    struct Item {
        #[session(rename = "p", alias = "product")]
        product: u64,
        size: Option<Size>,
        parts: Vec<Item>,
    }
    #[derive(SessionValue)]
    struct Size(u16, String);
    basket!(Item, u64, Theme);
    loses::<Basket>(
        "basket.txt",
        &["the field 1 of `Size` was a `u8` and is a `String`", "the field 0 of `Size` was a `u8` and is a `u16`"],
    );
}

#[test]
fn a_type_does_not_become_one_of_another_kind() {
    #[derive(SessionValue)]
    #[session(removed("gift"))]
    struct Item {
        #[session(rename = "p", alias = "product")]
        product: u64,
        size: Option<Size>,
        parts: Vec<Item>,
    }
    #[derive(SessionValue)]
    struct Size {
        #[session(default)]
        width: u8,
    }
    #[derive(SessionValue)]
    struct Theme(String, String);
    basket!(Item, u64, Theme);
    loses::<Basket>("basket.txt", &["`Size` was another kind of type", "`Theme` was another kind of type"]);
}

/// The name of a type isn't stored, so a number can get a type of its own.
#[test]
fn a_number_gets_a_type_of_its_own_and_a_type_becomes_a_foreign_one() {
    #[derive(SessionValue, Default)]
    struct UserId(u64);
    #[derive(serde::Serialize, serde::Deserialize)]
    enum Theme {
        Light,
    }
    basket!(recorded::Item, UserId, Theme);
    let objection = objection::<Basket>("basket.txt").expect("it differs");
    for told in [
        "Nothing is lost, but check that this is intended:",
        "the field `owner` was a `u64` and is a `UserId`, which reads stored values as they are",
        "`Theme` no longer derives `SessionValue`",
    ] {
        assert!(objection.contains(told), "{told}\n{objection}");
    }
    assert!(!objection.contains("would lose data"), "{objection}");
}

/// Declares a shelf around a type of items and a type of keys. The first one is recorded in
/// `shelf.txt`.
macro_rules! shelf {
    ($item:ty, $color:ty) => {
        #[derive(Session)]
        #[session(name = "shop/Shelf", cookie = "__Host-shelf")]
        struct Shelf {
            by_number: BTreeMap<u32, Box<$item>>,
            by_color: HashMap<$color, i8>,
        }
    };
}

#[derive(SessionValue)]
struct Book {
    title: String,
}

#[derive(SessionValue, PartialEq, Eq, Hash)]
enum Color {
    Red,
    Blue,
}

#[test]
fn types_inside_of_maps_are_recorded() {
    shelf!(Book, Color);
    assert_schema!(Shelf, "tests/schema/shelf.txt");
}

#[test]
fn values_and_keys_of_maps_are_compared() {
    mod now {
        use super::SessionValue;

        #[derive(SessionValue)]
        pub(super) struct Book {
            pub(super) title: String,
            pub(super) pages: u16,
        }

        #[derive(SessionValue, PartialEq, Eq, Hash)]
        pub(super) enum Color {
            Red,
        }
    }
    use now::{Book, Color};
    shelf!(Book, Color);
    loses::<Shelf>("shelf.txt", &["the field `pages` of `Book` is new", "the variant `Blue` of `Color` no longer exists"]);
}
