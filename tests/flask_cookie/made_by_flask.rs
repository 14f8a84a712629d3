//! Cookies that a real Flask made are read, and written again as Flask would write them.

use std::collections::BTreeMap;
use std::time::SystemTime;

use session_core::testing::{ManualClock, block_on};
use session_core::{Arrival, Flash, Session, Sessions};
use session_flask::{FlaskConfig, Markup, Tagged, Value};

use crate::vectors::{NOW, SECRET, Vector, at, of_kind};

/// A type that names none of the keys.
#[derive(Session)]
struct Stranger {
    #[session(rename = "a key that no vector has")]
    own: Option<u32>,
}

/// Makes one request, and returns the headers that it sends.
fn write(sessions: &Sessions<Stranger>, cookie: &str, own: Option<u32>) -> Vec<String> {
    let (arrival, closed) = block_on(sessions.scope(&format!("session={cookie}"), async |mut live| {
        let arrival = live.arrival();
        live.own = own;
        arrival
    }))
    .expect("it can be stored");
    assert_eq!(arrival, Arrival::Resumed, "{cookie}");
    closed.set_cookies().map(ToString::to_string).collect()
}

/// Returns the value in a header.
fn value(header: &str) -> &str {
    header.split(['=', ';']).nth(1).expect("a value")
}

/// A service that knows nothing of the session adds a key of its own and removes it again: the
/// whole header is Flask's, byte for byte.
#[test]
fn what_nobody_names_is_written_as_flask_writes_it() {
    for vector in of_kind("roundtrip") {
        let clock = ManualClock::at(vector.number("timestamp"));
        let sessions =
            vector.config().sessions_with::<Stranger>(vector.keys(), Sessions::options().clock(clock)).expect("Flask's own");
        let changed = write(&sessions, vector.text("cookie"), Some(1));
        let [changed] = &changed[..] else { panic!("{}: {changed:?}", vector.id()) };
        assert_ne!(value(changed), vector.text("cookie"));
        let back = write(&sessions, value(changed), None);
        // A date of the year 7, which Flask reads as 2007, and numbers as keys, which it reads as
        // texts and then sorts as such: Flask itself writes these sessions differently the next
        // time.
        let is_lost_by_flask = ["v10-datetime", "v18-nonstring-keys"].contains(&vector.id());
        assert_eq!(back == [vector.text("set_cookie")], !is_lost_by_flask, "{}: {back:?}", vector.id());
    }
}

/// Reads the session of one vector, with a type that names its keys.
fn read<S: session_core::InCookie + session_core::ReadView<Session = S>, R>(id: &str, look: impl FnOnce(&S) -> R) -> R {
    let vectors = of_kind("roundtrip");
    let vector: &Vector = vectors.iter().find(|vector| vector.id() == id).expect("there is one");
    let clock = ManualClock::at(vector.number("timestamp"));
    let sessions = vector.config().sessions_with::<S>(vector.keys(), Sessions::options().clock(clock)).expect("Flask's own");
    let cookie = format!("session={}", vector.text("cookie"));
    let ((arrival, seen), _) = block_on(sessions.scope(&cookie, async |live| (live.arrival(), look(&live)))).expect("a read");
    assert_eq!(arrival, Arrival::Resumed, "{id}");
    seen
}

#[derive(Session)]
struct Login {
    #[session(rename = "_user_id")]
    user: Option<String>,
    #[session(rename = "_fresh")]
    fresh: bool,
    #[session(rename = "_id")]
    browser: Option<String>,
}

#[test]
fn flask_logins_keys_are_fields() {
    let (user, fresh, browser) =
        read("v34-flask-login", |login: &Login| (login.user.clone(), login.fresh, login.browser.clone()));
    assert_eq!(user.as_deref(), Some("42"));
    assert!(fresh);
    assert_eq!(browser.map(|id| id.len()), Some(128), "a SHA-512 in hexadecimal");
}

#[derive(Session)]
struct Flashes {
    #[session(rename = "_flashes")]
    flash: Flash,
}

#[test]
fn flashes_are_flash() {
    let messages = read("v05-flashes", |page: &Flashes| page.flash.messages().to_vec());
    let messages: Vec<_> = messages.iter().map(|message| (message.category(), message.text())).collect();
    // The last one is `Markup`.
    let expected = [("message", "Hello World"), ("error", "Bad thing"), ("warning", "<em>Testing</em>")];
    assert_eq!(messages, expected);
}

#[derive(Session)]
struct Tags {
    b: Option<Tagged<Vec<u8>>>,
    e: Option<Tagged<Vec<u8>>>,
    m: Option<Markup>,
    f: Option<Vec<f64>>,
    t: Option<Value>,
}

#[derive(Session)]
struct Keys {
    i: Option<BTreeMap<u32, String>>,
    b: Option<BTreeMap<bool, String>>,
}

#[test]
fn tagged_values_have_types() {
    assert_eq!(read("v07-bytes", |tags: &Tags| tags.b.as_deref().cloned()), Some(vec![0xff, 0xfe, 0xfb]));
    assert_eq!(read("v07-bytes", |tags: &Tags| tags.e.as_deref().cloned()), Some(Vec::new()));
    assert_eq!(read("v08-markup", |tags: &Tags| tags.m.clone()), Some(Markup::new("<b>hi</b> & 'x'")));
    let floats = read("v15-floats", |tags: &Tags| tags.f.clone()).expect("a list");
    assert_eq!((floats[2].to_bits(), floats[4], floats[10]), ((-0.0_f64).to_bits(), 1e16, 5e-324));
    assert!(matches!(read("v06-tuple", |tags: &Tags| tags.t.clone()), Some(Value::Tuple(items)) if items.len() == 4));
    let numbers = read("v18-nonstring-keys", |keys: &Keys| keys.i.clone()).expect("a dict");
    assert_eq!(numbers.into_keys().collect::<Vec<_>>(), [1, 2, 10]);
    assert_eq!(read("v18-nonstring-keys", |keys: &Keys| keys.b.clone()), Some([(true, "t".to_owned())].into()));
}

#[derive(Session)]
struct Visitor {
    visits: u32,
    user: Option<String>,
    when: Option<Tagged<SystemTime>>,
}

/// Flask would have written the same for a new session of this service.
#[test]
fn a_session_that_begins_here_is_one_of_flasks() {
    let keys = session_flask::FlaskKeys::new(SECRET).expect("a secret");
    let sessions: Sessions<Visitor> =
        FlaskConfig::default().sessions_with(keys, Sessions::options().clock(ManualClock::at(NOW))).expect("Flask's own");
    let (_, closed) = block_on(sessions.scope(None, async |mut live| live.visits = 1)).expect("stored");
    let sent = closed.set_cookie().expect("written").to_string();
    let vectors = of_kind("roundtrip");
    let vector = vectors.iter().find(|vector| vector.id() == "v02-visits").expect("there is one");
    assert_eq!(sent, vector.text("set_cookie"));

    let (_, closed) = block_on(sessions.scope(None, async |mut live| {
        live.user = Some("alice".to_owned());
        live.when = Some(at(NOW).into());
        live.set_persistent(true);
    }))
    .expect("stored");
    let sent = closed.set_cookie().expect("written").to_string();
    assert!(sent.ends_with("; Expires=Fri, 15 Dec 2023 22:13:20 GMT; HttpOnly; Path=/"), "{sent}");
}
