//! Every type that can be bounded has values as large as its bound, and none that are larger.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use session_core::schema::{MaxSize, text_size};
use session_core::testing::{Browser, block_on};
use session_core::{CloseError, InCookie, Session, SessionError, WriteView};

use crate::bounds::{size_of, widths};
use crate::forge::sessions;

/// Returns the size of the only field `v` of a signed struct, encoded.
fn size_of_field<S: InCookie + WriteView>(write: impl FnOnce(&mut S)) -> usize {
    let (sessions, _) = sessions::<S>();
    let (_, closed) = block_on(sessions.scope(None, async |mut live| {
        write(&mut live);
        live.renew_id();
    }))
    .expect("it can be stored");
    let token = closed.set_cookie().expect("a renewal").value().to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    // Header, the map's head, the name, and the tag.
    bytes.len() - 15 - 1 - text_size(1) - 16
}

/// Compares the largest size of a type with values of it: `largest` reaches it, and none of the
/// others is larger.
macro_rules! sizes {
    ($($name:ident: $ty:ty, $largest:expr, $values:expr;)*) => {
        $(mod $name {
            use super::*;

            #[derive(Session)]
            #[session(cookie = "__Host-value", bounded)]
            struct One {
                #[session(default = $largest)]
                v: $ty,
            }

            proptest! {
                #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

                #[test]
                fn has_its_largest_size(value in $values) {
                    const SIZE: usize = <$ty as MaxSize>::MAX_SIZE;
                    let size = size_of_field::<One>(|one| one.v = value.clone());
                    prop_assert!(size <= SIZE, "{:?} has {} bytes", value, size);
                    prop_assert_eq!(size_of_field::<One>(|one| one.v = $largest), SIZE);
                    let size = size_of::<One>(|one| one.v = $largest);
                    prop_assert_eq!(size, Ok(One::MAX_COOKIE_SIZE));
                }
            }
        })*
    };
}

sizes! {
    size_of_bool: bool, true, any::<bool>();
    size_of_unit: (), (), any::<()>();
    size_of_u8: u8, u8::MAX, any::<u8>();
    size_of_i8: i8, i8::MIN, any::<i8>();
    size_of_u16: u16, u16::MAX, any::<u16>();
    size_of_i16: i16, i16::MIN, any::<i16>();
    size_of_u32: u32, u32::MAX, any::<u32>();
    size_of_i32: i32, i32::MIN, any::<i32>();
    size_of_u64: u64, u64::MAX, widths();
    size_of_i64: i64, i64::MIN, any::<i64>();
    size_of_usize: usize, usize::MAX, any::<usize>();
    size_of_isize: isize, isize::MIN, any::<isize>();
    size_of_u128: u128, u128::MAX, prop_oneof![any::<u128>(), widths().prop_map(u128::from)];
    size_of_i128: i128, i128::MIN, prop_oneof![any::<i128>(), widths().prop_map(|number| -i128::from(number))];
    size_of_f32: f32, f32::MAX, prop::num::f32::ANY;
    size_of_f64: f64, f64::MAX, prop::num::f64::ANY;
    size_of_char: char, char::MAX, any::<char>();
    size_of_option: Option<u32>, Some(u32::MAX), any::<Option<u32>>();
    size_of_small_option: Option<bool>, None, any::<Option<bool>>();
    size_of_box: Box<u16>, Box::new(u16::MAX), any::<u16>().prop_map(Box::new);
    size_of_empty_array: [u64; 0], [], Just([]);
    size_of_array: [u16; 3], [u16::MAX; 3], any::<[u16; 3]>();
    size_of_array_of_23: [u8; 23], [u8::MAX; 23], any::<[u8; 23]>();
    size_of_array_of_24: [u8; 24], [u8::MAX; 24], any::<[u8; 24]>();
    size_of_single: (i16,), (i16::MIN,), any::<(i16,)>();
    size_of_two_bytes: (u8, Box<u8>), (u8::MAX, Box::new(u8::MAX)), any::<(u8, u8)>().prop_map(|(one, other)| (one, Box::new(other)));
    size_of_triple: (u8, i64, char), (u8::MAX, i64::MIN, char::MAX), any::<(u8, i64, char)>();
    size_of_eight: (u8, u8, u8, u8, u8, u8, u8, u16), (99, 99, 99, 99, 99, 99, 99, 999), any::<(u8, u8, u8, u8, u8, u8, u8, u16)>();
    size_of_nested: Option<[(u8, Option<i16>); 2]>, Some([(u8::MAX, Some(i16::MIN)); 2]), any::<Option<[(u8, Option<i16>); 2]>>();
    size_of_own: Theme, Theme::Solarized, prop::sample::select(vec![Theme::Light, Theme::Solarized]);
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Theme {
    Light,
    Solarized,
}

impl MaxSize for Theme {
    const MAX_SIZE: usize = text_size("Solarized".len());
}

/// The same for types that `max_len` limits, where the length of a head changes and where it
/// doesn't.
macro_rules! lengths {
    ($($name:ident: $ty:ty, $max_len:literal, $value_of:expr;)*) => {
        $(mod $name {
            use super::*;

            #[derive(Session)]
            #[session(cookie = "__Host-value", bounded)]
            struct One {
                #[session(max_len = $max_len)]
                v: $ty,
            }

            #[test]
            fn is_largest_at_its_max_len() {
                let value_of: fn(usize) -> $ty = $value_of;
                for length in 0..=$max_len {
                    let size = size_of::<One>(|one| one.v = value_of(length)).expect("it is within its limit");
                    assert!(size <= One::MAX_COOKIE_SIZE, "{length}");
                    assert_eq!(size == One::MAX_COOKIE_SIZE, length == $max_len, "{length}");
                }
            }
        })*
    };
}

/// Returns keys that take three bytes each.
fn keys(length: usize) -> impl Iterator<Item = u16> {
    (1000..).take(length)
}

lengths! {
    length_23_of_a_text: String, 23, |length| "x".repeat(length);
    length_24_of_a_text: String, 24, |length| "x".repeat(length);
    length_255_of_a_text: String, 255, |length| "x".repeat(length);
    length_256_of_a_text: String, 256, |length| "x".repeat(length);
    length_of_an_optional_text: Option<String>, 30, |length| Some("x".repeat(length));
    length_of_a_list: Vec<u32>, 30, |length| vec![u32::MAX; length];
    length_of_a_list_of_pairs: Vec<(u16, Option<char>)>, 24, |length| vec![(u16::MAX, Some(char::MAX)); length];
    length_of_an_optional_list: Option<Vec<i64>>, 23, |length| Some(vec![i64::MIN; length]);
    length_of_a_queue: VecDeque<u8>, 300, |length| vec![u8::MAX; length].into();
    length_of_a_sorted_set: BTreeSet<u16>, 40, |length| keys(length).collect();
    length_of_a_set: HashSet<u16>, 40, |length| keys(length).collect();
    length_of_a_sorted_map: BTreeMap<u16, u128>, 25, |length| keys(length).map(|key| (key, u128::MAX)).collect();
    length_of_a_map: HashMap<u16, i8>, 25, |length| keys(length).map(|key| (key, i8::MIN)).collect();
}

/// A type that says it is shorter than it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Liar(String);

impl MaxSize for Liar {
    const MAX_SIZE: usize = text_size(5);
}

#[derive(Session)]
#[session(cookie = "__Host-lies", bounded)]
struct Lies {
    v: Liar,
}

/// The compiler can't check this, so it is checked where tests run.
#[test]
fn a_value_that_is_larger_than_its_type_says_is_found() {
    let mut browser = Browser::new(&sessions::<Lies>().0);
    assert!(browser.request(|mut lies| lies.v.0 = "x".repeat(5)).is_ok());
    let error = browser.request(|mut lies| lies.v.0 = "x".repeat(500)).expect_err("it is larger than the largest cookie");
    assert!(matches!(error, SessionError::Close(CloseError::Unstorable { field: Some("v"), .. })), "{error}");
}
