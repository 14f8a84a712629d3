//! What becomes of a field, by its policy.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use session_derive::Session;

use super::{Request, Unmergeable, first, map, merged};
use crate::schema::record::Record as _;

/// One field for each policy, and a group.
#[derive(Session, Debug, Default)]
#[session(crate = "crate")]
struct Shop {
    language: String,
    #[session(merge = last)]
    page: u32,
    #[session(merge = add)]
    visits: u64,
    #[session(merge = max)]
    seen: u64,
    #[session(merge = min)]
    cheapest: u32,
    #[session(merge = union)]
    watched: BTreeSet<u32>,
    #[session(merge = append)]
    history: Vec<u32>,
    #[session(merge = keep)]
    referrer: Option<String>,
    #[session(merge = refuse)]
    voucher: Option<String>,
    #[session(merge = "longer")]
    note: String,
    flash: crate::Flash,
    #[session(group = "tour")]
    step: u32,
    #[session(group = "tour", rename = "d")]
    is_done: bool,
    hashed: HashMap<u32, u32>,
}

fn longer(_base: &str, mine: String, theirs: &str) -> String {
    assert_ne!(mine, "panic", "the test asks for it");
    if theirs.len() > mine.len() { theirs.to_owned() } else { mine }
}

const fn refused(field: &'static str) -> Unmergeable {
    Unmergeable { field: Some(field) }
}

#[test]
fn a_field_that_one_request_changed_is_as_that_one_left_it() {
    let merged = merged(
        &Shop::default(),
        |shop| {
            shop.language = "de".to_owned();
            shop.visits = 3;
            shop.voucher = Some("mine".to_owned());
        },
        |shop| {
            shop.page = 7;
            shop.note = "theirs".to_owned();
            shop.hashed.insert(1, 2);
        },
    );
    let merged = merged.expect("no field was changed by both");
    assert_eq!((&*merged.value.language, merged.value.page, merged.value.visits), ("de", 7, 3));
    assert_eq!((merged.value.voucher.as_deref(), &*merged.value.note), (Some("mine"), "theirs"));
    assert_eq!(merged.value.hashed, HashMap::from([(1, 2)]));
    assert!(merged.overwritten.is_empty());
}

#[test]
fn a_field_that_both_changed_is_merged_by_its_policy() {
    let base = Shop { visits: 10, seen: 5, cheapest: 5, watched: BTreeSet::from([1]), history: vec![1], ..Shop::default() };
    let change = |name: &'static str, number: u32| {
        move |shop: &mut Shop| {
            shop.visits += u64::from(number);
            shop.seen += u64::from(number);
            shop.cheapest -= number;
            shop.watched.insert(number);
            shop.history.push(number);
            shop.referrer = Some(name.to_owned());
            shop.note = name.to_owned();
            shop.flash.push(name);
        }
    };
    let merged = merged(&base, change("I", 2), change("they", 3)).expect("every policy merges these");
    let shop = merged.value;
    assert_eq!((shop.visits, shop.seen, shop.cheapest), (15, 8, 2));
    assert_eq!((shop.watched, shop.history), (BTreeSet::from([1, 2, 3]), vec![1, 3, 2]));
    assert_eq!((shop.referrer.as_deref(), &*shop.note), (Some("they"), "they"));
    assert_eq!(shop.flash.iter().map(crate::live::FlashMessage::text).collect::<Vec<_>>(), ["they", "I"]);
    assert!(merged.overwritten.is_empty());
}

#[test]
fn without_a_policy_mine_wins_and_says_so() {
    let change = |language: &'static str, page| {
        move |shop: &mut Shop| {
            shop.language = language.to_owned();
            shop.page = page;
        }
    };
    let merged = merged(&Shop::default(), change("de", 1), change("fr", 1)).expect("no field has a policy");
    assert_eq!((&*merged.value.language, merged.value.page), ("de", 1));
    assert_eq!(merged.overwritten, ["language"], "the page is the same one");
}

#[test]
fn a_policy_that_refuses_names_its_field() {
    let vouch = |text: &'static str| move |shop: &mut Shop| shop.voucher = Some(text.to_owned());
    assert_eq!(merged(&Shop::default(), vouch("a"), vouch("b")).err(), Some(refused("voucher")));
    assert_eq!(merged(&Shop::default(), |_| {}, vouch("b")).err(), None);
    let base = Shop { history: vec![1, 2], ..Shop::default() };
    assert_eq!(merged(&base, |shop| shop.history.clear(), |shop| shop.history = vec![3]).err(), Some(refused("history")));
}

#[test]
fn a_panic_in_a_policy_names_its_field() {
    let note = |text: &'static str| move |shop: &mut Shop| shop.note = text.to_owned();
    assert_eq!(merged(&Shop::default(), note("panic"), note("b")).err(), Some(refused("note")));
}

#[test]
fn a_group_is_of_one_request() {
    let merged = |mine: fn(&mut Shop), theirs: fn(&mut Shop)| {
        let merged = merged(&Shop::default(), mine, theirs).expect("a group is always merged");
        (merged.value.step, merged.value.is_done, merged.overwritten)
    };
    assert_eq!(merged(|shop| shop.step = 2, |shop| shop.is_done = true), (2, false, vec!["is_done"]));
    assert_eq!(merged(|shop| shop.is_done = true, |shop| shop.step = 2), (0, true, vec!["step"]));
    assert_eq!(merged(|shop| shop.page = 2, |shop| shop.step = 2), (2, false, vec![]));
    assert_eq!(merged(|shop| shop.step = 2, |shop| shop.page = 2), (2, false, vec![]));
}

// Equal hash maps are written in another order each time.
#[test]
fn a_hash_map_that_is_only_read_and_written_is_unchanged() {
    let base = Shop { hashed: (0..20).map(|key| (key, key)).collect(), ..Shop::default() };
    for _ in 0..20 {
        let merged = merged(&base, |shop| shop.hashed.clear(), |shop| shop.page = 1).expect("mine wins");
        assert!(merged.value.hashed.is_empty() && merged.overwritten.is_empty());
    }
}

#[test]
fn another_order_of_a_list_is_a_change() {
    let base = Shop { history: vec![1, 2], ..Shop::default() };
    let merged = merged(&base, |shop| shop.history.push(3), |shop| shop.history.reverse()).expect("mine begins with base");
    assert_eq!(merged.value.history, [2, 1, 3]);
}

#[test]
fn a_session_that_began_in_this_request_began_with_a_fresh_record() {
    let mine = Request::from(Shop::fresh(), |shop| shop.visits = 2);
    let theirs = Request::from(Shop::fresh(), |shop| {
        shop.visits = 3;
        shop.page = 1;
    });
    let merged = mine.merged(None, first(&theirs.map()), false).expect("these are merged");
    assert_eq!((merged.value.visits, merged.value.page), (5, 1));
}

#[test]
fn fields_of_another_version_are_theirs() {
    let shop = Request::from(Shop::default(), |_| {});
    let of_new = |number: u8| map(&[&shop.fields[..], b"\x63new", &[number]].concat());
    let (base, theirs) = (of_new(1), of_new(2));
    let unknown = |across| {
        let merged = shop.merged(Some(first(&base)), first(&theirs), across).expect("nothing was changed");
        (merged.unknown.bytes, merged.unknown.count)
    };
    assert_eq!(unknown(false), (b"\x63new\x02".to_vec(), 1));
    assert_eq!(unknown(true), (Vec::new(), 0));
}

#[test]
fn what_cannot_be_read_cannot_be_merged() {
    let shop = Request::from(Shop::default(), |_| {});
    let map = shop.map();
    for (base, theirs) in [(&map[..], &b"\xa0\xa0"[..]), (b"\x01", &map)] {
        let merged = shop.merged(Some(first(base)), first(theirs), false);
        assert_eq!(merged.err(), Some(Unmergeable { field: None }));
    }
}

#[test]
fn a_schema_says_how_its_fields_are_merged() {
    let field = |name| <Shop as crate::Session>::SCHEMA.states()[0].field(name).expect("a field");
    assert_eq!(
        (field("visits").merge(), field("note").merge(), field("language").merge()),
        (Some("add"), Some("longer"), None)
    );
    assert_eq!((field("d").group(), field("page").merge()), (Some("tour"), Some("last")));
    assert!(field("visits").merges && field("note").merges && field("flash").merges);
    assert!(!field("page").merges && !field("language").merges && !field("step").merges);
    assert!(!["visits", "page", "history", "step", "language"].map(field).into_iter().any(|field| field.needs_policy));
}

#[derive(Session)]
#[session(crate = "crate")]
struct Undecided {
    #[session(identity)]
    user: u64,
    count: u8,
    counts: BTreeMap<String, u32>,
    list: Vec<String>,
}

#[test]
fn a_field_that_counts_or_lists_needs_a_policy() {
    let fields = <Undecided as crate::Session>::SCHEMA.states()[0].fields();
    assert_eq!(fields.iter().map(|field| field.needs_policy).collect::<Vec<_>>(), [false, true, true, true]);
}
