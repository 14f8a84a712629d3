//! Tests sessions in Flask's dict.

mod flashes;
mod unchanged;

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use session_core::format::{READS_BACK_OTHERWISE, Record, UNREADABLE_AGAIN};
use session_core::{CloseError, Flash, Session, SessionState};

use super::read::ReadError;
use super::{Kept, Payload, check_whole, write_record};
use crate::json::tests::sessions;
use crate::json::{JsonError, to_text};
use crate::limits::Room;
use crate::{Markup, Tagged, Value};

fn read<S: Record>(text: &str) -> Result<(S, Kept), ReadError> {
    Payload::parse(text.as_bytes(), Room::LARGEST.values)?.read(1)
}

/// Returns the text of an error, since errors can't be compared.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn text_of(error: CloseError) -> String {
    error.to_string()
}

fn write<S: Record>(record: &S, kept: &Kept) -> Result<String, CloseError> {
    write_record(record, kept, &[]).map(|written| written.text)
}

/// Returns the text that is written for a session after it was read and `change` was made.
#[track_caller]
fn rewritten<S: Record>(text: &str, change: impl FnOnce(&mut S)) -> String {
    let (mut session, kept) = read(text).unwrap();
    change(&mut session);
    write(&session, &kept).unwrap()
}

#[derive(Session)]
struct Account {
    #[session(rename = "_user_id", alias = "user")]
    user: Option<String>,
    visits: u32,
    #[session(default = Some(10))]
    limit: Option<u8>,
    #[session(rename = "_flashes")]
    flash: Flash,
}

#[test]
fn a_fresh_session_is_empty_where_flask_has_no_key() {
    #[derive(Session)]
    struct Nothing {
        name: Option<String>,
    }

    let written = write_record(&Account::fresh(), &Kept::default(), &[]).unwrap();
    assert_eq!(written.text, r#"{"limit":10,"visits":0}"#);
    assert!(!written.is_empty);

    assert!(write_record(&Nothing { name: None }, &Kept::default(), &[]).unwrap().is_empty);
}

#[test]
fn keys_of_others_stay() {
    let text = r#"{"_fresh":true,"_id":"00","_user_id":"42","csrf_token":{" m":"x"},"point":{" t":[1,{" u":"12345678123456789abcdef012345678"}]},"when":{" d":"some day"}}"#;
    let changed = rewritten::<Account>(text, |account| account.visits = 1);
    assert_eq!(changed, text.replace(r#""point""#, r#""limit":10,"point""#).replace(r#","when""#, r#","visits":1,"when""#));
}

#[test]
fn none_is_popped_unless_it_came_as_null_or_means_something_else() {
    let user = |text| rewritten::<Account>(text, |account| account.user = None);
    assert_eq!(user(r#"{"_user_id":"42"}"#), r#"{"limit":10,"visits":0}"#);
    assert_eq!(user(r#"{"_user_id":null}"#), r#"{"_user_id":null,"limit":10,"visits":0}"#);
    let text = rewritten::<Account>(r#"{"limit":5}"#, |account| account.limit = None);
    assert_eq!(text, r#"{"limit":null,"visits":0}"#);
    assert_eq!(read::<Account>(&text).unwrap().0.limit, None);
    assert_eq!(read::<Account>("{}").unwrap().0.limit, Some(10));
}

/// Only a struct's `Default` has what a reader finds in a field that is left out. It is made once.
#[test]
fn none_is_popped_where_the_structs_default_has_none() {
    thread_local!(static CALLS: Cell<u32> = const { Cell::new(0) });

    #[derive(Session)]
    struct Choices {
        a: Option<u8>,
        b: Option<u8>,
        c: Option<u8>,
        #[session(default = None)]
        d: Option<u8>,
    }

    impl Default for Choices {
        fn default() -> Self {
            CALLS.set(CALLS.get() + 1);
            Self { a: None, b: None, c: Some(3), d: Some(4) }
        }
    }

    impl Drop for Choices {
        fn drop(&mut self) {}
    }

    let nothing = Choices { a: None, b: None, c: None, d: None };
    assert_eq!(write(&nothing, &Kept::default()).unwrap(), r#"{"c":null}"#);
    assert_eq!(CALLS.get(), 1);
}

#[test]
fn former_names_are_read_and_written_as_today() {
    assert_eq!(
        rewritten::<Account>(r#"{"user":"42","limit":1,"visits":2}"#, |_| ()),
        r#"{"_user_id":"42","limit":1,"visits":2}"#
    );
    let markup = rewritten::<Account>(r#"{"user":{" m":"42"},"limit":1,"visits":2}"#, |_| ());
    assert_eq!(markup, r#"{"_user_id":{" m":"42"},"limit":1,"visits":2}"#);
    let both = r#"{"_user_id":"1","user":"2","limit":1,"visits":2}"#;
    assert_eq!(rewritten::<Account>(both, |_| ()), r#"{"_user_id":"1","limit":1,"visits":2}"#);
}

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    cart: Vec<u32>,
}

#[derive(SessionState)]
struct LoggedIn {
    #[session(rename = "_user_id")]
    user: String,
    #[session(rename = "_state")]
    home: Option<String>,
}

#[test]
fn a_machine_has_its_state_in_a_key() {
    let (login, kept) = read::<Login>(r#"{"_fresh":true,"cart":[1]}"#).unwrap();
    assert!(matches!(&login, Login::Anonymous(state) if state.cart == [1]), "Flask began it");
    assert_eq!(write(&login, &kept).unwrap(), r#"{"_fresh":true,"_state":"Anonymous","cart":[1]}"#);

    let login = Login::LoggedIn(LoggedIn { user: "42".into(), home: None });
    let taken = CloseError::Unstorable {
        field: Some("home"),
        why: "its key in the cookie is one of the session's own: give it another by `rename`",
    };
    assert_eq!(write(&login, &kept).map_err(text_of), Err(text_of(taken)));

    let state = |text: &str| read::<Login>(text).map(|(login, _)| login.state().name());
    assert_eq!(state("{}"), Ok("Anonymous"));
    assert_eq!(state(r#"{"_state":"LoggedIn","_user_id":"42"}"#), Ok("LoggedIn"));
    for text in [r#"{"_state":"Root"}"#, r#"{"_state":null}"#, r#"{"_state":{" m":"LoggedIn"}}"#] {
        assert_eq!(state(text), Err(JsonError::UNKNOWN_STATE.into()));
    }
}

#[test]
fn a_transition_leaves_the_fields_of_the_former_state() {
    #[derive(Session)]
    enum Step {
        #[session(start, to(Second))]
        First(First),
        Second(Second),
    }
    #[derive(SessionState, Default)]
    struct First {
        cart: Vec<(u8, u8)>,
    }
    #[derive(SessionState)]
    struct Second {
        user: u8,
    }
    let (_, kept) = read::<Step>(r#"{"cart":[[1,2]],"theirs":1}"#).unwrap();
    assert_eq!(write(&Step::Second(Second { user: 1 }), &kept).unwrap(), r#"{"_state":"Second","theirs":1,"user":1}"#);
}

#[test]
fn a_key_of_others_does_not_come_back_as_a_field_of_another_state() {
    #[derive(Session)]
    enum Step {
        #[session(start, to(Second))]
        First(First),
        Second(Second),
    }
    #[derive(SessionState, Default)]
    struct First {
        cart: Vec<u8>,
    }
    #[derive(SessionState)]
    #[session(removed("gone"))]
    struct Second {
        #[session(alias = "former")]
        user: Option<u8>,
    }
    let text = r#"{"cart":[],"former":1,"gone":2,"theirs":3,"user":4}"#;
    let (first, kept) = read::<Step>(text).unwrap();
    assert_eq!(write(&first, &kept).unwrap(), text.replace('{', r#"{"_state":"First","#));
    let second = write(&Step::Second(Second { user: None }), &kept).unwrap();
    assert_eq!(second, r#"{"_state":"Second","theirs":3}"#);
    assert!(matches!(read::<Step>(&second).unwrap().0, Step::Second(Second { user: None })));
}

#[test]
fn the_sessions_own_keys() {
    let mut payload = Payload::parse(br#"{"_permanent":true,"a":1,"limit":null}"#, Room::LARGEST.values).unwrap();
    assert_eq!(payload.take("_permanent", |value| Some(value.clone())), Some(Value::Bool(true)));
    assert_eq!(payload.take("_permanent", |value| Some(value.clone())), None);
    let (account, kept) = payload.read::<Account>(1).unwrap();
    let text = |own: &[_]| write_record(&account, &kept, own).map(|written| written.text);
    assert_eq!(text(&[]).unwrap(), r#"{"a":1,"limit":null,"visits":0}"#);
    assert_eq!(text(&[("_permanent", Value::from(false))]).unwrap(), r#"{"_permanent":false,"a":1,"limit":null,"visits":0}"#);
    assert_eq!(text(&[("a", Value::from(2))]).unwrap(), r#"{"a":2,"limit":null,"visits":0}"#);
    assert!(matches!(text(&[("visits", Value::Null)]), Err(CloseError::Unstorable { field: Some("visits"), .. })));
}

#[test]
fn a_session_that_looks_like_a_tag_is_escaped() {
    #[derive(Session)]
    struct Odd {
        #[session(rename = " u")]
        odd: Option<String>,
    }
    let odd = Odd { odd: Some("not-a-uuid".into()) };
    let text = write(&odd, &Kept::default()).unwrap();
    assert_eq!(text, r#"{" di":{" u__":"not-a-uuid"}}"#);
    assert_eq!(read::<Odd>(&text).unwrap().0.odd, odd.odd);
}

#[test]
fn errors_name_the_field() {
    #[derive(Session)]
    #[expect(clippy::option_option, reason = "it is what can't be stored")]
    struct Limited {
        text: String,
        nested: Option<Option<u8>>,
    }

    let error = |text: &str| read::<Account>(text).err();
    let field = |field, why| Some(ReadError { field: Some(field), why });
    assert!(matches!(error(r#"{"visits":"1"}"#), Some(ReadError { field: Some("visits"), .. })));
    assert_eq!(error(r#"{"_user_id":"\ud800"}"#), field("user", JsonError::LONE_SURROGATE));
    assert_eq!(read::<Login>(r#"{"_state":"LoggedIn"}"#).err(), field("user", JsonError::NO_FIELD));
    assert_eq!(error("[1]"), Some(JsonError::NOT_A_DICT.into()));
    assert_eq!(error(r#"{"theirs":{" u":"zz"}}"#), Some(JsonError::BAD_UUID.into()), "what Flask can't read is refused");

    let lost = Limited { text: "ab".into(), nested: Some(None) };
    let why = JsonError::NULL_IN_SOME.why();
    let error = CloseError::Unstorable { field: Some("nested"), why };
    assert_eq!(write(&lost, &Kept::default()).map_err(text_of), Err(text_of(error)));
}

#[test]
fn an_older_type_is_upgraded() {
    fn from_number(id: u32) -> String {
        id.to_string()
    }
    #[derive(Session)]
    struct Upgraded {
        #[session(upgrade = "from_number")]
        user: String,
    }
    assert_eq!(rewritten::<Upgraded>(r#"{"user":42}"#, |_| ()), r#"{"user":"42"}"#);
    assert_eq!(rewritten::<Upgraded>(r#"{"user":"42"}"#, |_| ()), r#"{"user":"42"}"#);
}

#[test]
fn reading_back_finds_what_is_lost() {
    #[derive(Default, Serialize, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        rest: BTreeMap<String, Numbered>,
    }
    #[derive(Default, Serialize, Deserialize)]
    struct Numbered {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Default, Serialize, Deserialize)]
    struct Inner {
        numbers: BTreeMap<u8, u8>,
    }
    #[derive(Serialize, Deserialize, Default)]
    struct Skips {
        #[serde(default, skip_deserializing)]
        half: u8,
    }
    #[derive(Session)]
    struct Kinds {
        set: HashSet<String>,
        flat: Flat,
        skips: Skips,
        tags: Vec<Tagged<Vec<u8>>>,
        html: Option<Markup>,
    }
    let mut kinds = Kinds::fresh();
    kinds.set = (0..50).map(|number| number.to_string()).collect();
    kinds.tags = vec![vec![1].into(), vec![].into()];
    kinds.html = Some(Markup::new("<b>"));
    let written = |kinds: &Kinds| write_record(kinds, &Kept::default(), &[]).map(drop).map_err(text_of);
    assert_eq!(written(&kinds), Ok(()), "a set has no order");
    assert_eq!(check_whole(&kinds, 1).map_err(text_of), Ok(()));
    kinds.skips.half = 1;
    let lost = CloseError::Unstorable { field: Some("skips"), why: READS_BACK_OTHERWISE };
    assert_eq!(written(&kinds), Err(text_of(lost)));
    kinds.skips.half = 0;
    kinds.flat.rest.insert("a".into(), Numbered { inner: Inner { numbers: [(1, 2)].into() } });
    let unreadable = CloseError::Unstorable { field: Some("flat"), why: UNREADABLE_AGAIN };
    assert_eq!(written(&kinds), Err(text_of(unreadable)), "serde's buffers have texts for keys");
}

#[derive(Session)]
struct Anything {
    #[session(rename = "any")]
    value: Option<Value>,
}

proptest! {
    #[test]
    fn any_session_of_flasks_is_written_as_it_came(session in sessions()) {
        let text = to_text(&Value::Dict(session.clone()));
        let fits = session.get("any").is_none_or(|value| *value != Value::Null);
        prop_assume!(fits);
        let (anything, kept) = read::<Anything>(&text).unwrap();
        prop_assert_eq!(check_whole(&anything, 1).map_err(text_of), Ok(()));
        prop_assert_eq!(write(&anything, &kept).unwrap(), text);
    }
}
