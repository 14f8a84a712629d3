//! Types that read every stored value, but some as another one.

use std::collections::{BTreeSet, HashSet, VecDeque};

use session_core::testing::assert_schema;
use session_core::{Session, SessionValue};

use crate::changes::loses;
use crate::objection;

/// Declares the session of `numbers.txt` with these types.
macro_rules! numbers {
    ($($(#[$setting:meta])* $field:ident: $ty:ty,)*) => {
        #[derive(Session)]
        #[session(name = "shop/Numbers", cookie = "__Host-numbers")]
        struct Numbers {
            $($(#[$setting])* $field: $ty,)*
        }
    };
}

#[derive(SessionValue, Default)]
struct Inside {
    tags: VecDeque<String>,
    total: usize,
}

#[test]
fn numbers_are_recorded() {
    numbers!(id: u64, balance: i64, price: f64, count: u32, small: u16, list: Vec<u64>, votes: Vec<u8>, inside: Inside,);
    assert_schema!(Numbers, "tests/schema/numbers.txt");
}

/// A float hasn't enough digits for every integer, nor for every wider float.
#[test]
fn numbers_that_a_float_rounds() {
    #[derive(SessionValue, Default)]
    struct Inside {
        tags: VecDeque<String>,
        total: f64,
    }
    fn of(id: u64) -> f64 {
        u32::try_from(id).map_or(f64::INFINITY, f64::from)
    }
    numbers!(
        #[session(upgrade = "of")]
        id: f64,
        balance: Option<f64>,
        price: f32,
        count: f32,
        small: u16,
        list: Vec<f64>,
        votes: Vec<u8>,
        inside: Inside,
    );
    loses::<Numbers>(
        "numbers.txt",
        &[
            "the field `id` was a `u64` and is a `f64`, which rounds integers past 2^53: `upgrade` never runs; keep the type",
            "the field `balance` was a `i64` and is a `Option<f64>`, which rounds integers past 2^53; keep the type",
            "the field `price` was a `f64` and is a `f32`, which rounds numbers to some 7 digits and reads those past 3.4 * 10^38",
            "the field `count` was a `u32` and is a `f32`, which rounds integers past 2^24",
            "the field `list` was a `Vec<u64>` and is a `Vec<f64>`, which rounds integers past 2^53",
            "the field `total` of `Inside` was a `usize` and is a `f64`, which rounds integers past 2^53",
        ],
    );
}

#[test]
fn numbers_that_a_float_holds_are_noted() {
    numbers!(id: u64, balance: i64, price: f64, count: f64, small: f32, list: Vec<u64>, votes: Vec<u16>, inside: Inside,);
    let objection = objection::<Numbers>("numbers.txt").expect("it differs");
    for field in ["`count` was a `u32`", "`small` was a `u16`", "`votes` was a `Vec<u8>`"] {
        assert!(objection.contains(&format!("the field {field}")), "{objection}");
    }
    assert!(!objection.contains("would lose"), "{objection}");
}

/// What is stored of both is a list.
#[test]
fn a_list_that_becomes_a_set() {
    #[derive(SessionValue, Default)]
    struct Inside {
        tags: HashSet<String>,
        total: usize,
    }
    numbers!(
        id: u64,
        balance: i64,
        price: f64,
        count: u32,
        small: u16,
        list: HashSet<u64>,
        votes: Option<BTreeSet<u8>>,
        inside: Inside,
    );
    loses::<Numbers>(
        "numbers.txt",
        &[
            "the field `list` was a list and is a set, which drops repeated items and the order of all; keep the list",
            "the field `votes` was a list and is a set",
            "the field `votes` was a `Vec<u8>` and is a `Option<Vec<u8>>`, which reads stored values as they are",
            "the field `tags` of `Inside` was a list and is a set",
        ],
    );
}
