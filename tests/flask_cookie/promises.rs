//! The promises of every session, for Flask's cookie too.

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use session_core::testing::{Browser, ManualClock, block_on};
use session_core::{Arrival, CloseError, Flash, SameSite, Session, SessionError, Sessions};
use session_flask::{FlaskConfig, FlaskKeys, Markup, Tagged, Value};

use crate::vectors::SECRET;

fn keys() -> FlaskKeys {
    FlaskKeys::new(SECRET).expect("a secret")
}

fn sessions<S: session_core::InCookie>() -> Sessions<S> {
    FlaskConfig::default().sessions_with(keys(), Sessions::options().clock(ManualClock::default())).expect("Flask's own")
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Nested {
    text: String,
    pair: Option<(i64, bool)>,
    tags: HashMap<String, Vec<u8>>,
}

#[derive(Session)]
struct Everything {
    flag: bool,
    small: i8,
    large: u64,
    huge: i128,
    float: f64,
    text: Option<String>,
    letter: Option<char>,
    list: Vec<i32>,
    set: HashSet<u16>,
    map: BTreeMap<u32, Option<String>>,
    nested: Nested,
    bytes: Tagged<Vec<u8>>,
    markup: Option<Markup>,
    any: Value,
    #[session(rename = "_flashes")]
    flash: Flash,
}

/// All fields but the last, as one value for comparisons.
type All = (
    (bool, i8, u64, i128, f64, Option<String>, Option<char>, Vec<i32>),
    (HashSet<u16>, BTreeMap<u32, Option<String>>, Nested, Vec<u8>, Option<String>),
);

fn all() -> impl Strategy<Value = All> {
    let nested = (any::<String>(), any::<Option<(i64, bool)>>(), prop::collection::hash_map(".{0,4}", any::<Vec<u8>>(), 0..3))
        .prop_map(|(text, pair, tags)| Nested { text: text.chars().take(20).collect(), pair, tags: short(tags) });
    let float = any::<f64>().prop_filter("NaN isn't equal to itself", |float| !float.is_nan());
    (
        (
            any::<bool>(),
            any::<i8>(),
            any::<u64>(),
            any::<i128>(),
            float,
            any::<Option<String>>(),
            any::<Option<char>>(),
            prop::collection::vec(any::<i32>(), 0..6),
        ),
        (
            prop::collection::hash_set(any::<u16>(), 0..6),
            prop::collection::btree_map(any::<u32>(), any::<Option<String>>(), 0..4),
            nested,
            prop::collection::vec(any::<u8>(), 0..40),
            any::<Option<String>>(),
        ),
    )
}

fn short(mut tags: HashMap<String, Vec<u8>>) -> HashMap<String, Vec<u8>> {
    for tag in tags.values_mut() {
        tag.truncate(10);
    }
    tags
}

impl Everything {
    fn set(&mut self, value: &All) {
        let ((flag, small, large, huge, float, text, letter, list), (set, map, nested, bytes, markup)) = value.clone();
        (self.flag, self.small, self.large, self.huge, self.float) = (flag, small, large, huge, float);
        (self.text, self.letter, self.list, self.set, self.map, self.nested) = (text, letter, list, set, map, nested);
        self.bytes = Tagged::from(bytes);
        self.markup = markup.map(Markup::new);
    }

    fn get(&self) -> All {
        (
            (self.flag, self.small, self.large, self.huge, self.float, self.text.clone(), self.letter, self.list.clone()),
            (
                self.set.clone(),
                self.map.clone(),
                self.nested.clone(),
                self.bytes.to_vec(),
                self.markup.as_ref().map(ToString::to_string),
            ),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A written value reads back equal in every later request, or the handler gets an error.
    #[test]
    fn what_is_written_reads_back_equal(values in prop::collection::vec(all(), 1..4)) {
        let sessions = sessions::<Everything>();
        let mut browser = Browser::new(&sessions);
        let mut expected = browser.visit(|live| live.get());
        for value in &values {
            match browser.request(|mut live| live.set(value)) {
                Ok((_, response)) => {
                    browser.receive(&response);
                    expected.clone_from(value);
                }
                Err(SessionError::Close(CloseError::TooLarge { size, limit })) => prop_assert!(size > limit && limit == 4096),
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
            let saw = browser.visit(|live| live.get());
            prop_assert_eq!(&saw, &expected);
        }
    }

    /// A model of one visitor: a counter, flashes, and the keys of another application.
    #[test]
    fn no_write_is_lost(steps in prop::collection::vec(0..6_u8, 1..30)) {
        let sessions = sessions::<Everything>();
        let mut browser = Browser::new(&sessions);
        let (mut count, mut flashes) = (0, 0);
        for step in steps {
            match step {
                0 => browser.visit(|mut live| live.large += 1),
                1 => browser.visit(|mut live| live.flash.push("hello")),
                2 => prop_assert_eq!(browser.visit(|mut live| live.flash.take().len()), std::mem::take(&mut flashes)),
                3 => browser.visit(|mut live| live.renew_id()),
                4 => browser.visit(|live| { live.end(); }),
                _ => prop_assert_eq!(browser.visit(|live| live.large), count),
            }
            match step {
                0 => count += 1,
                1 => flashes = (flashes + 1).min(8),
                4 => (count, flashes) = (0, 0),
                _ => {}
            }
        }
        prop_assert_eq!(browser.visit(|live| (live.large, live.flash.messages().len())), (count, flashes));
    }
}

#[derive(Session)]
struct Account {
    #[session(rename = "_user_id", identity)]
    user: Option<String>,
}

/// Returns a cookie of the Flask application, with keys that no type here names.
fn of_flask() -> String {
    #[derive(Session)]
    struct Other {
        #[session(rename = "csrf_token")]
        token: String,
        cart: Vec<u32>,
    }
    let (_, closed) = block_on(sessions::<Other>().scope(None, async |mut live| {
        live.token.push_str("0123456789abcdef");
        live.cart = vec![1, 2];
    }))
    .expect("stored");
    format!("session={}", closed.set_cookie().expect("written").value())
}

/// Flask's `SecureCookieSession` can't renew a session: the keys of another application stay,
/// whatever happens here.
#[test]
fn keys_of_the_other_application_stay_when_the_session_renews() {
    let sessions = sessions::<Account>();
    let cookie = of_flask();
    let payload = |closed: &session_core::ResponseHeaders| {
        use base64::Engine as _;
        let cookie = closed.set_cookie().expect("written");
        let payload = cookie.value().split('.').next().expect("a payload");
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).expect("not compressed");
        String::from_utf8(bytes).expect("ASCII")
    };
    let (_, closed) = block_on(sessions.scope(&cookie, async |mut live| live.user = Some("7".to_owned()))).expect("stored");
    assert_eq!(payload(&closed), r#"{"_user_id":"7","cart":[1,2],"csrf_token":"0123456789abcdef"}"#);
    let (_, closed) = block_on(sessions.scope(&cookie, async |mut live| live.renew_id())).expect("stored");
    assert_eq!(payload(&closed), r#"{"cart":[1,2],"csrf_token":"0123456789abcdef"}"#);
    let (_, closed) = block_on(sessions.scope(&cookie, async |live| {
        live.end();
    }))
    .expect("ended");
    let deletion = "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/";
    assert_eq!(
        closed.set_cookie().expect("deleted").to_string(),
        deletion,
        "signing out forgets all of it, as session.clear() does"
    );
}

/// Flask deletes the cookie of a session that has become empty.
#[test]
fn an_empty_session_has_no_cookie() {
    let sessions = sessions::<Account>();
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut live| live.user = Some("7".to_owned()));
    assert!(browser.cookies().is_some());
    browser.visit(|mut live| live.user = None);
    assert_eq!(browser.cookies(), None);
}

/// A form's token works as in every session. The session has an id only from then on.
#[test]
fn a_form_has_a_token() {
    let sessions = sessions::<Account>();
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut live| live.user = Some("7".to_owned()));
    let token = browser.visit(|mut live| live.csrf_token().expect("randomness").to_string());
    assert!(browser.visit(|live| live.is_csrf_token(&token)));
    browser.visit(|mut live| live.renew_id());
    assert!(!browser.visit(|live| live.is_csrf_token(&token)));
}

#[test]
fn the_cookie_is_what_flasks_configuration_says() {
    let config = FlaskConfig {
        session_cookie_name: "__Host-shop".to_owned(),
        session_cookie_secure: true,
        session_cookie_samesite: Some(SameSite::Strict),
        session_cookie_partitioned: true,
        ..FlaskConfig::default()
    };
    let sessions: Sessions<Account> =
        config.sessions_with(keys(), Sessions::options().clock(ManualClock::default())).expect("browsers take it");
    let set = |sessions: &Sessions<Account>| {
        let (_, closed) = block_on(sessions.scope(None, async |mut live| live.user = Some("7".to_owned()))).expect("stored");
        let set = closed.set_cookie().expect("written");
        set.to_string().replace(set.value(), "…")
    };
    assert_eq!(set(&sessions), "__Host-shop=…; Secure; HttpOnly; Path=/; SameSite=Strict; Partitioned");
    let over_http = config.sessions_with(keys(), Sessions::options().danger_allow_http()).expect("browsers take it");
    assert_eq!(set(&over_http), "shop=…; HttpOnly; Path=/; SameSite=Strict");

    let dropped = FlaskConfig { session_cookie_name: "__Host-shop".to_owned(), ..FlaskConfig::default() };
    let error = dropped.sessions::<Account>(keys()).expect_err("browsers would drop it").to_string();
    assert!(error.contains("session_cookie_secure"), "{error}");
}

/// A change is found by comparing values, not by an assignment. In Flask, `session["x"] = 1` twice
/// writes twice.
#[test]
fn nothing_is_sent_when_nothing_changed() {
    let sessions = sessions::<Everything>();
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut live| live.list.push(1));
    let (arrival, response) = browser
        .request(|mut live| {
            live.list = vec![1];
            live.arrival()
        })
        .expect("the same");
    assert_eq!(arrival, Arrival::Resumed);
    assert!(response.set_cookie().is_none());
    browser.visit(|mut live| live.list.push(2));
    assert_eq!(browser.visit(|live| live.list.clone()), [1, 2], "a nested change is one");
}

#[test]
fn a_field_is_as_long_as_it_may_be() {
    #[derive(Session)]
    struct Limited {
        #[session(max_len = 3)]
        text: String,
    }
    let (_, closed) =
        block_on(sessions::<Everything>().scope(None, async |mut live| live.text = Some("four".to_owned()))).expect("stored");
    let came = format!("session={}", closed.set_cookie().expect("written").value());
    let sessions = sessions::<Limited>();
    let write = |text: &'static str| block_on(sessions.scope(&came, async |mut live| live.text = text.to_owned()));
    assert!(write("abc").is_ok() && write("four").is_ok(), "it came so");
    let error = write("abcd").expect_err("it is limited");
    assert!(matches!(error, SessionError::Close(CloseError::FieldTooLong { field: "text", length: 4, limit: 3 })), "{error}");
}
