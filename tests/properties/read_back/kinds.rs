//! Types of every kind that serde has, with arbitrary values: as a field, in an `Option`, in a
//! list and in a map.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use session_core::Session;

use super::shapes::*;
use super::{Fate, fates};

/// Declares for each type a session that holds it in four ways, and a test that stores arbitrary
/// values in it. Those of the types that are session values are `always` stored.
macro_rules! kinds {
    (always $($kinds:tt)*) => { kinds! { @true $($kinds)* } };
    (or_refused $($kinds:tt)*) => { kinds! { @false $($kinds)* } };
    (@$always:literal $($name:ident: $ty:ty = $first:expr, $values:expr;)*) => {
        $(
            #[test]
            fn $name() {
                #[derive(Session)]
                #[session(cookie = "__Host-held", name = "held")]
                struct Held {
                    before: u8,
                    #[session(default = $first)]
                    value: $ty,
                    maybe: Option<$ty>,
                    list: Vec<$ty>,
                    map: BTreeMap<String, $ty>,
                    after: String,
                }
                let fields = Held::SCHEMA.states()[0].fields();
                assert!(!$always || fields.iter().all(|field| !field.is_foreign()), "these are session values");
                let is_stored = |fate: Fate, place: &'static str| match fate {
                    Fate::Refused(field, why) => {
                        assert!(!$always, "refused: {why}");
                        assert_eq!(field, Some(place));
                    }
                    Fate::ReadsBack | Fate::TooLarge => {}
                };
                let are_neighbours_whole = |held: &Held| held.before == 200 && held.after == "after";
                let write = |held: &mut Held| {
                    held.before = 200;
                    held.after = "after".to_owned();
                };
                proptest!(config(), |(value in $values)| {
                    for fate in fates(
                        |held: &mut Held| { write(held); held.value = value.clone(); },
                        |held| are_neighbours_whole(held) && held.value == value,
                    ) {
                        is_stored(fate, "value");
                    }
                    for fate in fates(
                        |held: &mut Held| { write(held); held.maybe = Some(value.clone()); },
                        |held| are_neighbours_whole(held) && held.maybe.as_ref() == Some(&value),
                    ) {
                        is_stored(fate, "maybe");
                    }
                    for fate in fates(
                        |held: &mut Held| { write(held); held.list = vec![value.clone(), value.clone()]; },
                        |held| are_neighbours_whole(held) && held.list == [value.clone(), value.clone()],
                    ) {
                        is_stored(fate, "list");
                    }
                    for fate in fates(
                        |held: &mut Held| { write(held); held.map.insert("key".to_owned(), value.clone()); },
                        |held| are_neighbours_whole(held) && held.map == BTreeMap::from([("key".to_owned(), value.clone())]),
                    ) {
                        is_stored(fate, "map");
                    }
                });
            }
        )*
    };
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() }
}

/// Integers at their ends and near the ends of others.
fn wide() -> impl Strategy<Value = i128> {
    let near = |number: i128| (number - 2..=number + 2).boxed();
    prop_oneof![
        any::<i128>(),
        any::<i64>().prop_map(i128::from),
        -30_i128..30,
        near(i64::MAX.into()),
        near(u64::MAX.into()),
        near(i64::MIN.into()),
        Just(i128::MIN),
        Just(i128::MAX),
    ]
}

fn natural() -> impl Strategy<Value = u128> {
    prop_oneof![Just(u128::MAX), wide().prop_map(i128::unsigned_abs)]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,8}", "[ a-z]{0,3}", Just("0".to_owned()), Just("true".to_owned()), Just(" t".to_owned())]
}

fn float() -> impl Strategy<Value = f64> {
    let strange = prop_oneof![Just(-0.0), Just(f64::INFINITY), Just(1e16), Just(5.0), Just(f64::MIN_POSITIVE)];
    prop_oneof![strange, any::<f64>()].prop_filter("NaN isn't equal to itself", |float| !float.is_nan())
}

fn maybe() -> impl Strategy<Value = Option<u8>> {
    option::of(any::<u8>())
}

fn plain() -> impl Strategy<Value = Plain> {
    (any::<u8>(), text(), maybe()).prop_map(|(number, text, maybe)| Plain { number, text, maybe })
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![Just(Color::Red), Just(Color::Green)]
}

kinds! {
    always
    numbers: (u64, i64, f64, f32, char, bool) = (0, 0, 0.0, 0.0, 'a', false),
        (any::<u64>(), any::<i64>(), float(), float(), any::<char>(), any::<bool>())
            .prop_map(|(a, b, c, d, e, f)| (a, b, c, to_f32(d), e, f));
    texts: [String; 2] = [String::new(), String::new()], [text(), text()];
    sets: (HashSet<String>, BTreeSet<i8>) = Default::default(),
        (proptest::collection::hash_set(text(), 0..5), btree_set(any::<i8>(), 0..5));
    maps_of_maps: HashMap<String, BTreeMap<String, Vec<u16>>> = HashMap::new(),
        proptest::collection::hash_map(text(), btree_map(text(), vec(any::<u16>(), 0..3), 0..3), 0..3);
    boxed: Box<Vec<Box<i64>>> = Box::default(), vec(any::<i64>().prop_map(Box::new), 0..4).prop_map(Box::new);
}

kinds! {
    or_refused

    option_of_option: Option<Option<u8>> = None, option::of(maybe());
    unit: () = (), Just(());

    // Integers of 128 bits, by themselves and behind serde's buffers.
    wide_integers: (i128, u128) = (0, 0), (wide(), natural());
    internally_tagged_integers: Price = Price::Free,
        prop_oneof![Just(Price::Free), wide().prop_map(|amount| Price::Cents { amount })];
    adjacently_tagged_integers: Adjacent<i128> = Adjacent::Unit,
        prop_oneof![Just(Adjacent::Unit), wide().prop_map(Adjacent::One), (any::<u8>(), wide()).prop_map(|(a, b)| Adjacent::Two(a, b))];
    flattened_integers: Flattened<Option<Paid>> = Flattened { before: 0, inside: None },
        (any::<u8>(), option::of(natural()))
            .prop_map(|(before, wei)| Flattened { before, inside: wei.map(|wei| Paid { wei }) });
    untagged_integers: Untagged<u128> = Untagged::Text(String::new()),
        prop_oneof![natural().prop_map(Untagged::Number), text().prop_map(Untagged::Text)];
    untagged_numbers: WholeOrReal = WholeOrReal::Real(0.5),
        prop_oneof![natural().prop_map(WholeOrReal::Whole), float().prop_map(WholeOrReal::Real)];

    // Enums of every representation.
    external: External = External::Unit, prop_oneof![
        Just(External::Unit),
        plain().prop_map(External::One),
        (any::<u8>(), text()).prop_map(|(a, b)| External::Two(a, b)),
        (maybe(), text()).prop_map(|(a, b)| External::Named { a, b }),
        option::of(maybe()).prop_map(External::Maybe),
        Just(External::Nothing(())),
    ];
    internal: Internal<Plain> = Internal::Unit,
        prop_oneof![Just(Internal::Unit), plain().prop_map(Internal::One), (maybe(), text()).prop_map(|(a, b)| Internal::Named { a, b })];
    internal_of_keys: Internal<Keys> = Internal::Unit, keys().prop_map(Internal::One);
    adjacent: Adjacent<Plain> = Adjacent::Unit,
        prop_oneof![Just(Adjacent::Unit), plain().prop_map(Adjacent::One), (any::<u8>(), plain()).prop_map(|(a, b)| Adjacent::Two(a, b))];
    untagged: Untagged<i64> = Untagged::Number(0),
        prop_oneof![any::<i64>().prop_map(Untagged::Number), text().prop_map(Untagged::Text)];
    overlapping: Overlapping = Overlapping::A { x: None },
        prop_oneof![maybe().prop_map(|x| Overlapping::A { x }), any::<u8>().prop_map(|y| Overlapping::B { y })];
    either_by_the_order: Seasons = Seasons::Four([0; 4]),
        prop_oneof![any::<[u8; 4]>().prop_map(Seasons::Four), vec(any::<u8>(), 0..6).prop_map(Seasons::Any)]
            .prop_filter("what is written alike is one value", |value| !matches!(value, Seasons::Any(list) if list.len() == 4));

    // Flattened structs, maps and enums.
    flattened: Flattened<Plain> = Flattened { before: 0, inside: Plain::default() },
        (any::<u8>(), plain()).prop_map(|(before, inside)| Flattened { before, inside });
    flattened_map: Flattened<BTreeMap<String, u64>> = Flattened { before: 0, inside: BTreeMap::new() },
        (any::<u8>(), btree_map(prop_oneof![text(), Just("before".to_owned())], any::<u64>(), 0..4))
            .prop_map(|(before, inside)| Flattened { before, inside });
    flattened_keys: Flattened<Keys> = Flattened { before: 0, inside: Keys::default() },
        (any::<u8>(), keys()).prop_map(|(before, inside)| Flattened { before, inside });
    flattened_enum: Flattened<Internal<Plain>> = Flattened { before: 0, inside: Internal::Unit },
        (any::<u8>(), plain()).prop_map(|(before, inside)| Flattened { before, inside: Internal::One(inside) });

    // Maps with keys of every kind.
    bool_keys: BTreeMap<bool, u8> = BTreeMap::new(), btree_map(any::<bool>(), any::<u8>(), 0..3);
    char_keys: BTreeMap<char, u8> = BTreeMap::new(), btree_map(any::<char>(), any::<u8>(), 0..4);
    small_keys: BTreeMap<i8, u8> = BTreeMap::new(), btree_map(any::<i8>(), any::<u8>(), 0..4);
    large_keys: BTreeMap<u64, u8> = BTreeMap::new(), btree_map(any::<u64>(), any::<u8>(), 0..4);
    wide_keys: BTreeMap<i128, u8> = BTreeMap::new(), btree_map(wide(), any::<u8>(), 0..4);
    enum_keys: BTreeMap<Color, u8> = BTreeMap::new(), btree_map(color(), any::<u8>(), 0..3);
    newtype_keys: BTreeMap<Id, u8> = BTreeMap::new(), btree_map(any::<u32>().prop_map(Id), any::<u8>(), 0..4);
    optional_keys: BTreeMap<Option<String>, u8> = BTreeMap::new(), btree_map(option::of(text()), any::<u8>(), 0..4);
    tuple_keys: BTreeMap<(u8, bool), u8> = BTreeMap::new(), btree_map((any::<u8>(), any::<bool>()), any::<u8>(), 0..4);
    mixed_keys: BTreeMap<Untagged<i64>, u8> = BTreeMap::new(),
        btree_map(prop_oneof![any::<i64>().prop_map(Untagged::Number), text().prop_map(Untagged::Text)], any::<u8>(), 0..4);

    // Fields that are skipped when they are written, without a default for reading.
    skipped_in_struct: SkippedInStruct = SkippedInStruct { tags: vec![String::new()], page: 0 },
        (vec(text(), 0..2), any::<u8>()).prop_map(|(tags, page)| SkippedInStruct { tags, page });
    skipped_in_variant: SkippedInVariant = SkippedInVariant::By { text: "text".to_owned() },
        text().prop_map(|text| SkippedInVariant::By { text });
    skipped_in_tuple: SkippedInTuple = SkippedInTuple(Some(0), 0, Some(0)),
        (maybe(), any::<u8>(), maybe()).prop_map(|(a, b, c)| SkippedInTuple(a, b, c));
    skipped_with: SkippedWith = SkippedWith { number: Some(0) },
        option::of(any::<u32>()).prop_map(|number| SkippedWith { number });
    skipped_with_default: SkippedWithDefault = SkippedWithDefault::default(),
        (vec(text(), 0..2), maybe()).prop_map(|(tags, maybe)| SkippedWithDefault { tags, maybe });
    only_written: OnlyWritten = OnlyWritten::default(), any::<u8>().prop_map(|half| OnlyWritten { half });

    // Bytes, newtypes, conversions and recursion.
    bytes: Bytes = Bytes::default(), vec(any::<u8>(), 0..20).prop_map(Bytes);
    bytes_behind_a_buffer: Internal<HoldsBytes> = Internal::Unit,
        vec(any::<u8>(), 0..20).prop_map(|bytes| Internal::One(HoldsBytes { bytes: Bytes(bytes) }));
    transparent: Transparent = Transparent(Some(3)), maybe().prop_map(Transparent);
    transparent_untagged: Untagged<Transparent> = Untagged::Text(String::new()), maybe().prop_map(|maybe| Untagged::Number(Transparent(maybe)));
    unit_struct: Empty = Empty, Just(Empty);
    by_text: ByText = ByText(0), wide().prop_map(ByText);
    address: std::net::IpAddr = std::net::Ipv4Addr::LOCALHOST.into(), any::<std::net::IpAddr>();
    address_behind_a_buffer: Internal<HoldsAddress> = Internal::Unit,
        any::<std::net::IpAddr>().prop_map(|address| Internal::One(HoldsAddress { address }));
    duration: std::time::Duration = std::time::Duration::ZERO, any::<std::time::Duration>();
    result: Result<u8, String> = Ok(0), prop_oneof![any::<u8>().prop_map(Ok), text().prop_map(Err)];
    recursion: Tree = Tree::Leaf(0), tree();
    other_than_announced: WrongLength = WrongLength::default(), vec(any::<u8>(), 0..4).prop_map(WrongLength);
    one_way: OneWay = OneWay(u8::MAX), any::<u8>().prop_map(OneWay);
}

fn keys() -> impl Strategy<Value = Keys> {
    (
        btree_map(any::<bool>(), any::<u8>(), 0..2),
        btree_map(any::<i16>(), any::<u8>(), 0..2),
        btree_map(any::<char>(), any::<u8>(), 0..2),
        btree_map(color(), any::<u8>(), 0..2),
    )
        .prop_map(|(bools, numbers, chars, colors)| Keys { bools, numbers, chars, colors })
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = wide().prop_map(Tree::Leaf);
    leaf.prop_recursive(4, 12, 3, |inner| {
        let of_two = (inner.clone(), inner.clone()).prop_map(|(left, right)| Tree::Both(Box::new(left), Box::new(right)));
        prop_oneof![of_two, vec(inner, 0..3).prop_map(|children| Tree::Node { children })]
    })
}

#[expect(clippy::cast_possible_truncation, reason = "any f32 will do")]
fn to_f32(float: f64) -> f32 {
    float as f32
}
