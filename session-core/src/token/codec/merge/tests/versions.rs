//! Merges of records that earlier versions of a type wrote.

use session_derive::Session;

use super::{Request, Stored, Unmergeable, first, map};

#[derive(Session)]
#[session(crate = "crate", name = "visits")]
struct Old {
    count: u32,
    language: String,
}

#[derive(Session)]
#[session(crate = "crate", name = "visits", version = 2, upgrade_from(Old))]
struct Visits {
    #[session(merge = add)]
    total: u64,
    language: String,
}

impl From<Old> for Visits {
    fn from(old: Old) -> Self {
        assert_ne!(old.count, 13, "the test asks for it");
        Self { total: u64::from(old.count), language: old.language }
    }
}

fn second(map: &[u8]) -> Stored<'_> {
    Stored { version: 2, map }
}

#[test]
fn an_older_base_is_upgraded() {
    let base = Request::from(Old { count: 10, language: "en".to_owned() }, |_| {}).map();
    let base = first(&base);
    let theirs = Request::<Visits>::of(base, |visits| visits.total += 1).map();
    let mine = Request::<Visits>::of(base, |visits| visits.total += 2);
    let merged = mine.merged(Some(base), second(&theirs), false).expect("an older version is upgraded");
    assert_eq!((merged.value.total, &*merged.value.language), (13, "en"));
}

#[test]
fn what_an_older_version_writes_meanwhile_is_upgraded() {
    let base = Request::from(Old { count: 10, language: "en".to_owned() }, |_| {}).map();
    let base = first(&base);
    let theirs = Request::<Old>::of(base, |old| {
        old.count += 1;
        old.language = "fr".to_owned();
    });
    let theirs = theirs.map();
    let mine = Request::<Visits>::of(base, |visits| visits.total += 2);
    let merged = mine.merged(Some(base), first(&theirs), false).expect("an older version is upgraded");
    assert_eq!((merged.value.total, &*merged.value.language), (13, "fr"));
}

#[test]
fn a_panic_in_an_upgrade_is_caught() {
    let [base, theirs] = [10, 13].map(|count| Request::from(Old { count, language: String::new() }, |_| {}).map());
    let mine = Request::<Visits>::of(first(&base), |visits| visits.total += 2);
    let merged = mine.merged(Some(first(&base)), first(&theirs), false);
    assert_eq!(merged.err(), Some(Unmergeable { field: None }));
}

#[derive(Session)]
#[session(crate = "crate")]
struct Renamed {
    #[session(rename = "n", alias = "count", merge = add)]
    count: u32,
    #[session(merge = add, upgrade = "from_text")]
    sum: u32,
}

fn from_text(text: String) -> u32 {
    text.into_bytes().into_iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'))
}

/// A record with a former name of `count`, and with the former type of `sum`.
const FORMER: &[u8] = b"\x65count\x05\x63sum\x62\x31\x32";

#[test]
fn former_names_and_types_are_read() {
    let base = map(FORMER);
    let base = first(&base);
    let open = |more| {
        Request::<Renamed>::of(base, |renamed| {
            renamed.count += more;
            renamed.sum += more;
        })
    };
    let (mine, theirs) = (open(1), open(2).map());
    let merged = mine.merged(Some(base), first(&theirs), false).expect("the former names are read");
    assert_eq!((merged.value.count, merged.value.sum), (8, 15));
}

#[test]
fn a_field_under_its_former_name_is_the_same_field() {
    let base = map(FORMER);
    let base = first(&base);
    let theirs = Request::<Renamed>::of(base, |_| {}).map();
    let mine = Request::<Renamed>::of(base, |renamed| renamed.count = 0);
    let merged = mine.merged(Some(base), first(&theirs), false).expect("they changed nothing");
    assert_eq!((merged.value.count, merged.value.sum), (0, 12));
}
