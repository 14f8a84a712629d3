//! Random sessions, from here to Flask and back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use session_core::{Arrival, CloseError, SameSite, Session, SessionError, Sessions};
use session_flask::{FlaskConfig, FlaskKeys, Value};

use crate::node::{foreign, key, node, value};
use crate::peer::{self, Answer, Flask, SECRET, request, sent_back};

/// A session of which this side knows two keys.
#[derive(Session)]
struct Known {
    data: Value,
    count: Option<u32>,
}

fn keys() -> FlaskKeys {
    FlaskKeys::new(SECRET).expect("it isn't empty")
}

fn sessions() -> Sessions<Known> {
    peer::sessions(keys())
}

/// Any time from 1970 until 2603, which is beyond 32 bits.
fn time() -> impl Strategy<Value = u64> {
    prop_oneof![0..3_u64, 1_600_000_000..1_900_000_000_u64, 0..20_000_000_000_u64]
}

/// Keys that this side doesn't know, with their values.
fn others() -> impl Strategy<Value = BTreeMap<String, Json>> {
    let key = key().prop_filter("a key that isn't known", |key| !["data", "count", "_permanent"].contains(&key.as_str()));
    prop::collection::btree_map(key, foreign(), 0..5)
}

/// Returns the steps that put all of these into Flask's session.
fn filling(others: &BTreeMap<String, Json>, data: Option<&Value>, permanent: Option<bool>) -> Json {
    let others = others.iter().map(|(key, node)| json!(["set", key, node]));
    let data = data.map(|data| json!(["set", "data", node(data)]));
    let permanent = permanent.map(|permanent| json!(["permanent", permanent]));
    others.chain(data).chain(permanent).collect()
}

fn integer(number: u32) -> Json {
    json!({ "t": "int", "v": number.to_string() })
}

fn counted(count: u32) -> BTreeMap<String, Json> {
    BTreeMap::from([("count".to_owned(), integer(count))])
}

/// Returns whether browsers keep a cookie. Flask sends a larger one all the same, and this crate
/// returns an error.
fn is_kept(set_cookie: &str) -> bool {
    sent_back(set_cookie).len() - 1 <= 4096
}

/// Returns the value of a key of Flask's session, as a node.
pub(crate) fn entry<'a>(session: &'a Json, key: &str) -> Option<&'a Json> {
    let entries = session["v"].as_array().expect("a dict");
    entries.iter().find(|entry| entry[0] == key).map(|entry| &entry[1])
}

/// Checks that both sides sent the same, except for cookies that no browser keeps.
fn assert_same(ours: Result<((), Vec<String>), SessionError>, theirs: &Answer) -> Result<(), TestCaseError> {
    match ours {
        Ok(((), set_cookie)) => prop_assert_eq!(&set_cookie, &theirs.set_cookie),
        Err(SessionError::Close(CloseError::TooLarge { .. })) => prop_assert!(!is_kept(&theirs.set_cookie[0]), "{:?}", theirs),
        Err(error) => prop_assert!(false, "{error}: {theirs:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// A session written here is the cookie that Flask writes for it, byte for byte, and Flask
    /// reads it back.
    #[test]
    fn flask_reads_what_is_written_here(data in value(), permanent: bool, now in time(), count: u32) {
        let ours = request(&sessions(), now, None, |mut live| {
            (live.data, live.count) = (data.clone(), Some(count));
            live.set_persistent(permanent);
        });
        let flask = Flask::new(SECRET);
        if let Ok((_, set_cookie)) = &ours {
            let read = flask.read(now, sent_back(&set_cookie[0]));
            prop_assert_eq!(entry(&read, "data"), Some(&node(&data)));
            prop_assert_eq!(entry(&read, "count"), Some(&integer(count)));
        }
        assert_same(ours, &flask.request(now, None, filling(&counted(count), Some(&data), permanent.then_some(true))))?;
    }

    /// A session that Flask has written is read here. A change here makes the same cookie, byte
    /// for byte, as the same change in Flask, including all keys that this side doesn't know.
    #[test]
    fn what_flask_writes_is_read_and_kept_here(
        data in value(),
        others in others(),
        permanent: Option<bool>,
        (now, later) in (time(), 0..=2_678_400_u64),
        count: u32,
    ) {
        let flask = Flask::new(SECRET);
        let written = flask.request(now, None, filling(&others, Some(&data), permanent));
        prop_assume!(is_kept(&written.set_cookie[0]));
        let (cookie, now) = (written.cookie(), now + later);

        let ours = request(&sessions(), now, Some(cookie), |live| {
            prop_assert_eq!(live.arrival(), Arrival::Resumed);
            prop_assert_eq!(node(&live.data), node(&data));
            Ok(())
        });
        let (read, ours) = ours.expect("it was written");
        read?;
        prop_assert_eq!(ours, flask.request(now, Some(cookie), json!([["get", "data"]])).set_cookie);

        let ours = request(&sessions(), now, Some(cookie), |mut live| live.count = Some(count));
        let theirs = flask.request(now, Some(cookie), filling(&counted(count), None, None));
        assert_same(ours, &theirs)?;
    }

    /// The whole header is the same for any configuration of the cookie.
    #[test]
    fn the_header_is_flasks((config, flask) in configured(), permanent: bool, now in time(), count: u32) {
        let sessions = peer::configured::<Known>(&config, keys());
        let ours = request(&sessions, now, None, |mut live| {
            live.count = Some(count);
            live.set_persistent(permanent);
        });
        let theirs = flask.request(now, None, filling(&counted(count), Some(&Value::Null), permanent.then_some(true)));
        assert_same(ours, &theirs)?;

        let cookie = Some(theirs.cookie());
        let (arrival, read) = request(&sessions, now + 1, cookie, |live| live.arrival()).expect("nothing is written");
        prop_assert_eq!(arrival, Arrival::Resumed);
        prop_assert_eq!(read, flask.request(now + 1, cookie, json!([["get", "count"]])).set_cookie);
        let ended = request(&sessions, now, cookie, |live| { live.end(); }).expect("nothing is written").1;
        prop_assert_eq!(ended, flask.request(now, cookie, json!([["clear"]])).set_cookie);
    }
}

/// Every configuration of the cookie that browsers accept, here and in Flask.
fn configured() -> impl Strategy<Value = (FlaskConfig, Flask)> {
    let names = prop::sample::select(&["session", "sid", "__Secure-sid", "x-y_z.1"][..]);
    let same_site = prop::sample::select(&[None, Some(SameSite::Lax), Some(SameSite::Strict), Some(SameSite::None)][..]);
    let domain = prop::option::of(prop::sample::select(&["example.com", ".example.com", "a.example.com:5000"][..]));
    let path = prop::option::of(prop::sample::select(&["", "/", "/app", "/a b/ü;%20", "/~x/(y)"][..]));
    let switches = any::<[bool; 4]>();
    let lifetime = 1..100_000_000_u64;
    (names, same_site, domain, path.clone(), path, switches, lifetime).prop_map(
        |(name, same_site, domain, path, root, [http_only, secure, partitioned, refreshes], lifetime)| {
            let root = root.filter(|root| !root.is_empty()).unwrap_or("/");
            let secure = secure || same_site == Some(SameSite::None) || name.starts_with("__");
            let config = FlaskConfig {
                session_cookie_name: name.to_owned(),
                session_cookie_domain: domain.map(str::to_owned),
                session_cookie_path: path.map(str::to_owned),
                session_cookie_httponly: http_only,
                session_cookie_secure: secure,
                session_cookie_samesite: same_site,
                session_cookie_partitioned: partitioned,
                permanent_session_lifetime: std::time::Duration::from_secs(lifetime),
                session_refresh_each_request: refreshes,
                application_root: root.to_owned(),
            };
            let flask = json!({
                "SESSION_COOKIE_NAME": name,
                "SESSION_COOKIE_DOMAIN": domain,
                "SESSION_COOKIE_PATH": path,
                "SESSION_COOKIE_HTTPONLY": http_only,
                "SESSION_COOKIE_SECURE": secure,
                "SESSION_COOKIE_SAMESITE": same_site.map(|same_site| format!("{same_site:?}")),
                "SESSION_COOKIE_PARTITIONED": partitioned,
                "PERMANENT_SESSION_LIFETIME": lifetime,
                "SESSION_REFRESH_EACH_REQUEST": refreshes,
                "APPLICATION_ROOT": root,
            });
            (config, Flask::new(SECRET).with("config", flask))
        },
    )
}
